//! The texts of the rules: what a person reads under "Why?". Apart from the rules, so that they can be fetched later.

/// The text of the rule of this name.
pub fn doc(rule: &str) -> Option<&'static str> {
    DOCS.iter().find(|(name, _)| *name == rule).map(|(_, text)| *text)
}

static DOCS: &[(&str, &str)] = &[
    ("listen-fds-set-by-hand", include_str!("listen_fds_set_by_hand.md")),
    ("socket-file-in-runtime-directory", include_str!("socket_file_in_runtime_directory.md")),
    ("service-enabled-too", include_str!("service_enabled_too.md")),
    ("template-enabled", include_str!("template_enabled.md")),
    ("socket-not-enabled", include_str!("socket_not_enabled.md")),
    ("socket-wanted-by-other-target", include_str!("socket_wanted_by_other_target.md")),
    ("address-not-there-at-boot", include_str!("address_not_there_at_boot.md")),
    ("ipv4-and-ipv6-clash", include_str!("ipv4_and_ipv6_clash.md")),
    ("one-stdin-for-several-sockets", include_str!("one_stdin_for_several_sockets.md")),
    ("errors-go-to-the-caller", include_str!("errors_go_to_the_caller.md")),
    ("restart-in-accept-template", include_str!("restart_in_accept_template.md")),
    ("template-requires-its-socket", include_str!("template_requires_its_socket.md")),
    ("failed-instances-pile-up", include_str!("failed_instances_pile_up.md")),
    ("service-without-its-socket", include_str!("service_without_its_socket.md")),
    ("forking-service", include_str!("forking_service.md")),
    ("socket-waits-for-services", include_str!("socket_waits_for_services.md")),
    ("access-without-a-file", include_str!("access_without_a_file.md")),
    ("socket-open-to-all", include_str!("socket_open_to_all.md")),
    ("connection-limit-without-accept", include_str!("connection_limit_without_accept.md")),
    ("same-listener-twice", include_str!("same_listener_twice.md")),
    ("remains-after-exit", include_str!("remains_after_exit.md")),
    ("old-run-path", include_str!("old_run_path.md")),
    ("fd-name-not-passed", include_str!("fd_name_not_passed.md")),
    ("condition-can-fail", include_str!("condition_can_fail.md")),
    ("several-sockets-one-name", include_str!("several_sockets_one_name.md")),
    ("name-taken", include_str!("name_taken.md")),
    ("enabled-by-nothing-known", include_str!("enabled_by_nothing_known.md")),
];
