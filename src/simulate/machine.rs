//! The model: what systemd, the kernel and the program do, one happening after the other.

use super::queue::{GIVES_UP, RETRIES, WhenFull};
use super::window::Window;
use super::{
    Call, Conduct, Deed, Event, Fate, Load, Millis, Moment, Program, Rules, RunsFrom,
    ServiceResult, Timeline, What, Why,
};
use std::collections::{BTreeMap, VecDeque};

/// No timeline gets longer.
const MOST_EVENTS: usize = 200_000;

/// With what a socket fails whose service may not be started again.
const START_LIMIT: &str = "service-start-limit-hit";

/// Plays `load` against `program` behind units with these rules.
pub(super) fn run(rules: Rules, program: &Program, load: &Load) -> Timeline {
    let mut machine = Machine::new(rules, program, load);
    while let Some(((at, _), happening)) = machine.queue.pop_first() {
        if at > load.until || machine.timeline.events.len() > MOST_EVENTS {
            break;
        }
        machine.now = at;
        machine.happen(happening);
        machine.note_state();
    }
    machine.timeline
}

/// What is going to happen.
enum Happening {
    Call(usize),
    /// The kernel of a caller who found the queue full tries again, for this time.
    Retry(usize, usize),
    Deed(Deed),
    Ready(u32),
    Done(u32, usize),
    /// The program has had nothing to do since this many calls were taken.
    Idle(u32, u64),
    Unpause,
    /// The socket listens again after a start that was skipped.
    Skipped,
    /// The pause before the restart is over that began when so many processes had been started.
    StartAgain(u32),
    RuntimeOver(u32),
    Kill(u32),
}

/// The socket unit.
#[derive(PartialEq)]
enum Door {
    Listening,
    /// The service has it.
    Running,
    Failed,
}

/// The service, where there is one for all callers.
#[derive(Clone, Copy, PartialEq)]
enum Service {
    Inactive,
    Starting(u32),
    Up(u32),
    /// Told to end, it finishes what it has; then it has this result.
    Ending(u32, ServiceResult),
    /// systemd starts it again in a moment.
    Pausing,
}

/// What becomes of the service when its process has ended.
#[derive(Clone, Copy, Default, PartialEq)]
enum Then {
    /// What `Restart=` says.
    #[default]
    AsConfigured,
    /// It is started.
    Start,
    /// It stays down.
    Stay,
}

/// A process for one caller.
#[derive(Clone, Copy)]
struct Instance {
    caller: usize,
    /// Whether its program has taken the call.
    is_ready: bool,
    /// Whether it was told to end.
    is_told: bool,
}

struct Machine<'a> {
    rules: Rules,
    program: &'a Program,
    load: &'a Load,
    now: Millis,
    /// By time, and then in the order in which it was planned.
    queue: BTreeMap<(Millis, u64), Happening>,
    planned: u64,
    door: Door,
    poll: Window,
    trigger: Window,
    start: Window,
    socket_start: Window,
    is_paused: bool,
    /// Those in the kernel's queue.
    waiting: VecDeque<usize>,
    /// Those who wait until they can join it.
    blocked: VecDeque<usize>,
    /// How many will try again to join it.
    retrying: usize,
    service: Service,
    then: Then,
    /// The callers being served, each with its process.
    serving: BTreeMap<usize, u32>,
    /// The callers with an instance of their own, by process.
    instances: BTreeMap<u32, Instance>,
    started: u32,
    processes: u32,
    taken: u64,
    timeline: Timeline,
}

impl<'a> Machine<'a> {
    fn new(rules: Rules, program: &'a Program, load: &'a Load) -> Self {
        let calls = load.callers.iter().map(|caller| Call { at: caller.at, fate: Fate::Waiting });
        let mut machine = Self {
            rules,
            program,
            load,
            now: 0,
            queue: BTreeMap::new(),
            planned: 0,
            door: Door::Listening,
            poll: Window::new(rules.poll),
            trigger: Window::new(rules.trigger),
            start: Window::new(rules.start),
            socket_start: Window::new(rules.socket_start),
            is_paused: false,
            waiting: VecDeque::new(),
            blocked: VecDeque::new(),
            retrying: 0,
            service: Service::Inactive,
            then: Then::default(),
            serving: BTreeMap::new(),
            instances: BTreeMap::new(),
            started: 0,
            processes: 0,
            taken: 0,
            timeline: Timeline {
                events: Vec::new(),
                calls: calls.collect(),
                moments: vec![Moment::default()],
                until: load.until,
                failed: None,
            },
        };
        if !rules.held {
            // It was started at boot, long before anybody called.
            (machine.started, machine.processes) = (1, 1);
            machine.service = Service::Up(0);
            machine.timeline.moments[0].processes = 1;
        }
        for (number, caller) in load.callers.iter().enumerate() {
            machine.plan(caller.at, Happening::Call(number));
        }
        for (at, deed) in &load.deeds {
            machine.plan(*at, Happening::Deed(*deed));
        }
        machine
    }

    fn plan(&mut self, at: Millis, happening: Happening) {
        self.planned += 1;
        self.queue.insert((at, self.planned), happening);
    }

    fn say(&mut self, what: What) {
        self.timeline.events.push(Event { at: self.now, what });
    }

    fn note_state(&mut self) {
        let last = self.timeline.moments.last().copied().unwrap_or_default();
        let outside = self.blocked.len() + self.retrying;
        let moment = Moment {
            at: self.now,
            processes: self.processes,
            waiting: (self.waiting.len() + outside) as u32,
            outside: outside as u32,
            serving: self.serving.len() as u32,
            turned_away: last.turned_away,
        };
        let turned_away = self.timeline.events.iter().rev();
        let turned_away = turned_away
            .take_while(|event| event.at == self.now)
            .filter(|event| matches!(event.what, What::TurnedAway(..)))
            .count() as u32;
        // The events of one moment are counted anew each time something happens in it.
        let before = match last.at == self.now && self.timeline.moments.len() > 1 {
            true => {
                self.timeline.moments.pop();
                self.timeline.moments.last().map_or(0, |moment| moment.turned_away)
            }
            false => last.turned_away,
        };
        self.timeline.moments.push(Moment { turned_away: before + turned_away, ..moment });
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Call(caller) => {
                self.say(What::Called(caller));
                self.join(caller, 0);
            }
            Happening::Retry(caller, time) => {
                self.retrying -= 1;
                match time > RETRIES.len() {
                    true => self.turn_away(caller, Why::GaveUp),
                    false => self.join(caller, time),
                }
            }
            Happening::Deed(deed) => self.do_deed(deed),
            Happening::Ready(process) => self.ready(process),
            Happening::Done(process, caller) => self.done(process, caller),
            Happening::Idle(process, taken) => {
                if self.service == Service::Up(process) && self.taken == taken {
                    self.exit(process, ServiceResult::Success);
                }
            }
            Happening::Unpause => {
                self.is_paused = false;
                self.poll.reset();
                self.look();
            }
            Happening::Skipped => {
                if self.service == Service::Inactive {
                    self.come_back();
                }
            }
            Happening::StartAgain(started) => {
                if self.service == Service::Pausing && self.started == started {
                    self.start_service();
                }
            }
            Happening::RuntimeOver(process) => self.end_runtime(process),
            Happening::Kill(process) => self.kill(process),
        }
    }

    /// The caller, or its kernel, tries to join the queue, for this time again.
    fn join(&mut self, caller: usize, time: usize) {
        let is_open = match self.rules.held {
            true => self.door != Door::Failed,
            false => matches!(self.service, Service::Up(_)),
        };
        if !is_open && self.rules.queue.waits_for_listener {
            return self.block(caller);
        }
        if !is_open {
            return self.turn_away(caller, Why::NobodyListens);
        }
        if self.waiting.len() >= self.rules.queue.room {
            return match self.rules.queue.when_full {
                WhenFull::Blocks => self.block(caller),
                WhenFull::Loses => self.turn_away(caller, Why::QueueFull),
                WhenFull::Retries => {
                    let after = RETRIES.get(time).copied().unwrap_or(GIVES_UP);
                    let at = self.load.callers[caller].at.saturating_add(after);
                    self.retrying += 1;
                    self.say(What::Retries(caller, at));
                    self.plan(at, Happening::Retry(caller, time + 1));
                }
            };
        }
        self.waiting.push_back(caller);
        match self.service {
            Service::Up(process) => self.take(process),
            _ => self.look(),
        }
    }

    fn block(&mut self, caller: usize) {
        self.blocked.push_back(caller);
        self.say(What::Blocked(caller));
    }

    /// Lets those into the queue who wait for room in it.
    fn admit(&mut self) {
        while self.waiting.len() < self.rules.queue.room {
            let Some(caller) = self.blocked.pop_front() else { break };
            self.waiting.push_back(caller);
        }
    }

    /// Takes the next caller out of the queue.
    fn next_caller(&mut self) -> Option<usize> {
        let caller = self.waiting.pop_front();
        self.admit();
        caller
    }

    /// systemd looks whether somebody waits at the socket.
    fn look(&mut self) {
        while self.rules.held
            && self.door == Door::Listening
            && !self.is_paused
            && !self.waiting.is_empty()
        {
            if !self.poll.has_room(self.now) {
                self.is_paused = true;
                let end = self.poll.end();
                self.say(What::Paused(end));
                self.plan(end, Happening::Unpause);
                return;
            }
            if !self.trigger.has_room(self.now) {
                return self.fail("trigger-limit-hit");
            }
            match (self.rules.accept, self.service) {
                (true, _) => self.accept(),
                (false, Service::Inactive) => self.start_service(),
                // It is about to be started anyway.
                (false, _) => self.hand_over(),
            }
        }
    }

    /// systemd accepts the next caller and starts an instance.
    fn accept(&mut self) {
        let Some(caller) = self.next_caller() else { return };
        let source = self.load.callers[caller].source;
        let callers = self.instances.values().map(|instance| self.load.callers[instance.caller]);
        let from_there = callers.filter(|other| other.source == source);
        if self.instances.len() >= self.rules.max_connections as usize {
            return self.turn_away(caller, Why::TooMany);
        }
        if self.rules.per_source.is_some_and(|most| from_there.count() >= most as usize) {
            return self.turn_away(caller, Why::TooManyFromThere);
        }
        if self.program.conduct == Conduct::Skipped {
            self.say(What::Skipped);
            return self.turn_away(caller, Why::Skipped);
        }
        let process = self.spawn();
        self.instances.insert(process, Instance { caller, is_ready: false, is_told: false });
        self.serving.insert(caller, process);
        self.timeline.calls[caller].fate = Fate::InService(self.now);
    }

    fn spawn(&mut self) -> u32 {
        let process = self.started;
        self.started += 1;
        self.processes += 1;
        self.say(What::Started(process));
        self.plan(self.now + self.program.start.max(1), Happening::Ready(process));
        self.count_runtime(process, RunsFrom::Start);
        process
    }

    fn count_runtime(&mut self, process: u32, from: RunsFrom) {
        if let Some((most, _)) = self.rules.runtime.filter(|(_, counts)| *counts == from) {
            self.plan(self.now.saturating_add(most), Happening::RuntimeOver(process));
        }
    }

    fn start_service(&mut self) {
        self.service = Service::Inactive;
        let pulls = self.door == Door::Failed && self.rules.pulls_socket;
        if pulls && !self.socket_start.has_room(self.now) {
            return;
        }
        let is_skipped = self.program.conduct == Conduct::Skipped;
        if !is_skipped && !self.start.has_room(self.now) {
            if pulls {
                // The socket listens for a moment, and fails anew.
                self.timeline.failed = Some(START_LIMIT);
            }
            return self.fail(START_LIMIT);
        }
        if pulls {
            self.door = Door::Listening;
            self.timeline.failed = None;
            self.say(What::SocketRevived);
            self.admit();
        }
        self.hand_over();
        if is_skipped {
            self.say(What::Skipped);
            // In the next moment, so that time goes by where no limit ends this.
            return self.plan(self.now + 1, Happening::Skipped);
        }
        self.service = Service::Starting(self.spawn());
    }

    /// A socket that listens is the service's from now on.
    fn hand_over(&mut self) {
        if self.door == Door::Listening {
            self.door = Door::Running;
        }
    }

    /// What this process does: where it depends on how often the program was started, what that comes to.
    fn conduct(&self, process: u32) -> Conduct {
        match self.program.conduct {
            Conduct::FailsFirst(starts) if process < starts => Conduct::Fails,
            Conduct::FailsFirst(_) => Conduct::Serves,
            conduct => conduct,
        }
    }

    fn ready(&mut self, process: u32) {
        let end = match self.conduct(process) {
            Conduct::Exits => Some(ServiceResult::Success),
            Conduct::Fails => Some(ServiceResult::ExitCode),
            _ => None,
        };
        if let Some(instance) = self.instances.get_mut(&process) {
            if let Some(result) = end {
                return self.end_instance(process, result);
            }
            instance.is_ready = true;
            let caller = instance.caller;
            self.say(What::Ready(process));
            self.count_runtime(process, RunsFrom::Ready);
            self.say(What::Accepted(process, caller));
            let takes = self.load.callers[caller].takes;
            return self.plan(self.now + takes, Happening::Done(process, caller));
        }
        if self.service != Service::Starting(process) {
            return;
        }
        if self.door == Door::Failed {
            // Started without a socket, it finds none.
            return self.exit(process, ServiceResult::ExitCode);
        }
        if let Some(result) = end {
            return self.exit(process, result);
        }
        self.say(What::Ready(process));
        self.count_runtime(process, RunsFrom::Ready);
        self.service = Service::Up(process);
        self.take(process);
    }

    /// The program takes as many callers as it can.
    fn take(&mut self, process: u32) {
        while self.serving.len() < self.program.at_once.max(1) as usize {
            let Some(caller) = self.next_caller() else { break };
            self.taken += 1;
            self.say(What::Accepted(process, caller));
            self.serving.insert(caller, process);
            self.timeline.calls[caller].fate = Fate::InService(self.now);
            let takes = self.load.callers[caller].takes;
            self.plan(self.now + takes, Happening::Done(process, caller));
        }
        if let Some(idle) = self.program.idle_exit
            && self.serving.is_empty()
        {
            self.plan(self.now + idle.max(1), Happening::Idle(process, self.taken));
        }
    }

    fn done(&mut self, process: u32, caller: usize) {
        if self.serving.get(&caller) != Some(&process) {
            // The process was killed meanwhile.
            return;
        }
        self.serving.remove(&caller);
        self.timeline.calls[caller].fate = Fate::Served(self.now);
        self.say(What::Served(caller));
        match (self.instances.get(&process), self.service) {
            (Some(instance), _) => {
                let result = match instance.is_told {
                    true => ServiceResult::Timeout,
                    false => ServiceResult::Success,
                };
                self.end_instance(process, result);
            }
            (None, Service::Up(_)) => self.take(process),
            (None, Service::Ending(_, result)) if self.serving.is_empty() => {
                self.exit(process, result);
            }
            _ => {}
        }
    }

    fn end_instance(&mut self, process: u32, result: ServiceResult) {
        self.instances.remove(&process);
        self.processes -= 1;
        self.abandon();
        self.say(What::Exited(process, result));
    }

    /// Those whose process is no more get no answer.
    fn abandon(&mut self) {
        let of_service = match self.service {
            Service::Starting(process) | Service::Up(process) | Service::Ending(process, _) => {
                Some(process)
            }
            Service::Inactive | Service::Pausing => None,
        };
        let is_alive =
            |process: &u32| Some(*process) == of_service || self.instances.contains_key(process);
        let gone = self.serving.iter().filter(|(_, process)| !is_alive(process));
        let gone: Vec<usize> = gone.map(|(caller, _)| *caller).collect();
        for caller in gone {
            self.serving.remove(&caller);
            self.turn_away(caller, Why::ProgramGone);
        }
    }

    fn do_deed(&mut self, deed: Deed) {
        if self.rules.accept {
            // Each caller has an instance of their own: there is no service to speak of.
            return;
        }
        let then = match deed {
            Deed::Restart => Then::Start,
            Deed::Stop => Then::Stay,
        };
        match self.service {
            Service::Inactive | Service::Pausing if then == Then::Start => self.start_service(),
            Service::Inactive => {}
            Service::Pausing => {
                self.service = Service::Inactive;
                self.come_back();
            }
            Service::Starting(process) | Service::Up(process) | Service::Ending(process, _) => {
                self.then = then;
                self.tell(process, ServiceResult::Success);
            }
        }
    }

    /// systemd tells a process of the service to end, which then has this result.
    fn tell(&mut self, process: u32, result: ServiceResult) {
        match self.service {
            Service::Starting(_) => {
                self.say(What::Told(process));
                self.exit(process, result);
            }
            Service::Up(_) => {
                self.say(What::Told(process));
                self.service = Service::Ending(process, result);
                if !self.rules.held {
                    // Its own socket closes, and with it go those who wait there.
                    self.close();
                }
                if self.serving.is_empty() || self.program.conduct == Conduct::Drops {
                    return self.exit(process, result);
                }
                self.plan_kill(process);
            }
            Service::Inactive | Service::Pausing | Service::Ending(..) => {}
        }
    }

    fn end_runtime(&mut self, process: u32) {
        if let Service::Starting(running) | Service::Up(running) = self.service
            && running == process
        {
            self.say(What::RuntimeOver(process));
            return self.tell(process, ServiceResult::Timeout);
        }
        let Some(instance) = self.instances.get_mut(&process) else { return };
        instance.is_told = true;
        let stays = instance.is_ready && self.program.conduct != Conduct::Drops;
        self.say(What::RuntimeOver(process));
        self.say(What::Told(process));
        match stays {
            true => self.plan_kill(process),
            false => self.end_instance(process, ServiceResult::Timeout),
        }
    }

    fn plan_kill(&mut self, process: u32) {
        let at = self.now.saturating_add(self.rules.stop_timeout);
        self.plan(at, Happening::Kill(process));
    }

    fn kill(&mut self, process: u32) {
        if matches!(self.service, Service::Ending(ending, _) if ending == process) {
            self.say(What::Killed(process));
            self.exit(process, ServiceResult::Timeout);
        } else if self.instances.contains_key(&process) {
            self.say(What::Killed(process));
            self.end_instance(process, ServiceResult::Timeout);
        }
    }

    /// The process of the service has ended.
    fn exit(&mut self, process: u32, result: ServiceResult) {
        self.processes -= 1;
        self.service = Service::Inactive;
        self.abandon();
        self.say(What::Exited(process, result));
        match std::mem::take(&mut self.then) {
            Then::Start => self.start_service(),
            Then::AsConfigured if self.rules.restarts_after.contains(&result) => {
                self.service = Service::Pausing;
                let at = self.now.saturating_add(self.rules.restart_pause);
                self.plan(at, Happening::StartAgain(self.started));
                self.come_back();
            }
            Then::AsConfigured | Then::Stay => self.come_back(),
        }
    }

    /// The socket listens again.
    fn come_back(&mut self) {
        if self.door == Door::Failed {
            return;
        }
        self.door = Door::Listening;
        if self.rules.flush {
            while let Some(caller) = self.waiting.pop_front() {
                self.turn_away(caller, Why::Flushed);
            }
            self.admit();
        }
        self.look();
    }

    fn fail(&mut self, result: &'static str) {
        if self.door == Door::Failed {
            return;
        }
        self.door = Door::Failed;
        self.timeline.failed = Some(result);
        self.say(What::SocketFailed(result));
        self.close();
    }

    fn close(&mut self) {
        for caller in
            std::mem::take(&mut self.waiting).into_iter().chain(std::mem::take(&mut self.blocked))
        {
            self.turn_away(caller, Why::Closed);
        }
    }

    fn turn_away(&mut self, caller: usize, why: Why) {
        self.timeline.calls[caller].fate = Fate::TurnedAway(self.now, why);
        self.say(What::TurnedAway(caller, why));
    }
}
