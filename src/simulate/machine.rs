//! The model: what systemd, the kernel and the program do, one happening after the other.

use super::window::Window;
use super::{
    Call, Conduct, Deed, Event, Fate, Load, Millis, Program, Rules, State, Timeline, What, Why,
};
use std::collections::{BTreeMap, VecDeque};

/// No timeline gets longer.
const MOST_EVENTS: usize = 200_000;

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
    Deed(Deed),
    Ready(u32),
    Done(u32, usize),
    /// The program has had nothing to do since this many calls were taken.
    Idle(u32, u64),
    Unpause,
    StartAgain,
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
    /// Told to end, it finishes what it has.
    Ending(u32),
    /// systemd starts it again in a moment.
    Pausing,
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
    is_paused: bool,
    waiting: VecDeque<usize>,
    service: Service,
    /// Whether the service is to be started when it has ended.
    again: bool,
    /// The callers being served, each with its process.
    serving: BTreeMap<usize, u32>,
    /// The callers with an instance of their own, by process.
    instances: BTreeMap<u32, usize>,
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
            is_paused: false,
            waiting: VecDeque::new(),
            service: Service::Inactive,
            again: false,
            serving: BTreeMap::new(),
            instances: BTreeMap::new(),
            started: 0,
            processes: 0,
            taken: 0,
            timeline: Timeline {
                events: Vec::new(),
                calls: calls.collect(),
                states: vec![State::default()],
                until: load.until,
                failed: None,
            },
        };
        if !rules.held {
            // It was started at boot, long before anybody called.
            (machine.started, machine.processes) = (1, 1);
            machine.service = Service::Up(0);
            machine.timeline.states[0].processes = 1;
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
        let last = self.timeline.states.last().copied().unwrap_or_default();
        let state = State {
            at: self.now,
            processes: self.processes,
            waiting: self.waiting.len() as u32,
            serving: self.serving.len() as u32,
            turned_away: last.turned_away,
        };
        let turned_away = self.timeline.events.iter().rev();
        let turned_away = turned_away
            .take_while(|event| event.at == self.now)
            .filter(|event| matches!(event.what, What::TurnedAway(..)))
            .count() as u32;
        // The events of one moment are counted anew each time something happens in it.
        let before = match last.at == self.now && self.timeline.states.len() > 1 {
            true => {
                self.timeline.states.pop();
                self.timeline.states.last().map_or(0, |state| state.turned_away)
            }
            false => last.turned_away,
        };
        self.timeline.states.push(State { turned_away: before + turned_away, ..state });
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Call(caller) => self.call(caller),
            Happening::Deed(deed) => self.do_deed(deed),
            Happening::Ready(process) => self.ready(process),
            Happening::Done(process, caller) => self.done(process, caller),
            Happening::Idle(process, taken) => {
                if self.service == Service::Up(process) && self.taken == taken {
                    self.exit(process, true, false);
                }
            }
            Happening::Unpause => {
                self.is_paused = false;
                self.poll.reset();
                self.look();
            }
            Happening::StartAgain => {
                if self.service == Service::Pausing {
                    self.start_service();
                }
            }
        }
    }

    fn call(&mut self, caller: usize) {
        self.say(What::Called(caller));
        let is_open = match self.rules.held {
            true => self.door != Door::Failed,
            false => matches!(self.service, Service::Up(_)),
        };
        if !is_open {
            return self.turn_away(caller, Why::NobodyListens);
        }
        // The kernel keeps one more than it is told.
        if self.waiting.len() > self.rules.backlog {
            return self.turn_away(caller, Why::QueueFull);
        }
        self.waiting.push_back(caller);
        match self.service {
            Service::Up(process) => self.take(process),
            _ => self.look(),
        }
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
            match self.rules.accept {
                true => self.accept(),
                false => self.start_service(),
            }
        }
    }

    /// systemd accepts the next caller and starts an instance.
    fn accept(&mut self) {
        let Some(caller) = self.waiting.pop_front() else { return };
        let source = self.load.callers[caller].source;
        let from_there =
            self.instances.values().filter(|other| self.load.callers[**other].source == source);
        if self.instances.len() >= self.rules.max_connections as usize {
            return self.turn_away(caller, Why::TooMany);
        }
        if self.rules.per_source.is_some_and(|most| from_there.count() >= most as usize) {
            return self.turn_away(caller, Why::TooManyFromThere);
        }
        let process = self.spawn();
        self.instances.insert(process, caller);
        self.serving.insert(caller, process);
        self.timeline.calls[caller].fate = Fate::InService(self.now);
    }

    fn spawn(&mut self) -> u32 {
        let process = self.started;
        self.started += 1;
        self.processes += 1;
        self.say(What::Started(process));
        self.plan(self.now + self.program.start.max(1), Happening::Ready(process));
        process
    }

    fn start_service(&mut self) {
        if !self.start.has_room(self.now) {
            self.service = Service::Inactive;
            return self.fail("service-start-limit-hit");
        }
        self.door = Door::Running;
        self.service = Service::Starting(self.spawn());
    }

    fn ready(&mut self, process: u32) {
        if let Some(caller) = self.instances.get(&process).copied() {
            return match self.program.conduct {
                Conduct::Serves => {
                    self.say(What::Ready(process));
                    self.say(What::Accepted(process, caller));
                    let takes = self.load.callers[caller].takes;
                    self.plan(self.now + takes, Happening::Done(process, caller));
                }
                conduct => {
                    self.serving.remove(&caller);
                    self.turn_away(caller, Why::ProgramGone);
                    self.end_instance(process, conduct == Conduct::Exits);
                }
            };
        }
        if self.service != Service::Starting(process) {
            return;
        }
        match self.program.conduct {
            Conduct::Serves => {
                self.say(What::Ready(process));
                self.service = Service::Up(process);
                self.take(process);
            }
            conduct => self.exit(process, conduct == Conduct::Exits, false),
        }
    }

    /// The program takes as many callers as it can.
    fn take(&mut self, process: u32) {
        while self.serving.len() < self.program.at_once.max(1) as usize {
            let Some(caller) = self.waiting.pop_front() else { break };
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
        self.serving.remove(&caller);
        self.timeline.calls[caller].fate = Fate::Served(self.now);
        self.say(What::Served(caller));
        if self.instances.contains_key(&process) {
            self.end_instance(process, true);
        } else if self.service == Service::Up(process) {
            self.take(process);
        } else if self.service == Service::Ending(process) && self.serving.is_empty() {
            self.exit(process, true, true);
        }
    }

    fn end_instance(&mut self, process: u32, well: bool) {
        self.instances.remove(&process);
        self.processes -= 1;
        self.say(What::Exited(process, well));
    }

    fn do_deed(&mut self, deed: Deed) {
        if self.rules.accept {
            // Each caller has an instance of their own: there is no service to speak of.
            return;
        }
        self.again = deed == Deed::Restart;
        match self.service {
            Service::Inactive | Service::Pausing if self.again => {
                self.again = false;
                self.start_service();
            }
            Service::Inactive => {}
            Service::Pausing => {
                self.service = Service::Inactive;
                self.come_back();
            }
            Service::Starting(process) => {
                self.say(What::Told(process));
                self.exit(process, true, true);
            }
            Service::Up(process) => {
                self.say(What::Told(process));
                self.service = Service::Ending(process);
                if !self.rules.held {
                    // Its own socket closes, and with it go those who wait there.
                    self.close();
                }
                if self.serving.is_empty() {
                    self.exit(process, true, true);
                }
            }
            Service::Ending(_) => {}
        }
    }

    /// The process of the service has ended.
    fn exit(&mut self, process: u32, well: bool, was_told: bool) {
        self.processes -= 1;
        self.say(What::Exited(process, well));
        self.service = Service::Inactive;
        if std::mem::take(&mut self.again) {
            return self.start_service();
        }
        if !was_told && self.rules.again[usize::from(!well)] {
            self.service = Service::Pausing;
            return self.plan(self.now + self.rules.again_after, Happening::StartAgain);
        }
        self.come_back();
    }

    /// The socket listens again.
    fn come_back(&mut self) {
        if self.door != Door::Running {
            return;
        }
        self.door = Door::Listening;
        if self.rules.flush {
            while let Some(caller) = self.waiting.pop_front() {
                self.turn_away(caller, Why::Flushed);
            }
        }
        self.look();
    }

    fn fail(&mut self, result: &'static str) {
        self.door = Door::Failed;
        self.timeline.failed = Some(result);
        self.say(What::SocketFailed(result));
        self.close();
    }

    fn close(&mut self) {
        while let Some(caller) = self.waiting.pop_front() {
            self.turn_away(caller, Why::Closed);
        }
    }

    fn turn_away(&mut self, caller: usize, why: Why) {
        self.timeline.calls[caller].fate = Fate::TurnedAway(self.now, why);
        self.say(What::TurnedAway(caller, why));
    }
}
