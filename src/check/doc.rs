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
    ("wanted-by-no-target", include_str!("wanted_by_no_target.md")),
    ("address-not-there-at-boot", include_str!("address_not_there_at_boot.md")),
    ("listeners-overlap", include_str!("listeners_overlap.md")),
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
    ("drop-in-adds-a-listener", include_str!("drop_in_adds_a_listener.md")),
    ("output-before-the-answer", include_str!("output_before_the_answer.md")),
    ("program-binds-by-itself", include_str!("program_binds_by_itself.md")),
    ("proxy-calls-itself", include_str!("proxy_calls_itself.md")),
    ("proxy-with-stdin", include_str!("proxy_with_stdin.md")),
    ("shell-hides-the-pid", include_str!("shell_hides_the_pid.md")),
    ("shell-syntax-in-command", include_str!("shell_syntax_in_command.md")),
    ("socket-follows-its-service", include_str!("socket_follows_its_service.md")),
    ("surely-a-slip", include_str!("surely_a_slip.md")),
    ("user-folder-in-system-unit", include_str!("user_folder_in_system_unit.md")),
];
