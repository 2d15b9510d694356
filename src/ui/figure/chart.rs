//! A chart of how things stood from moment to moment.

use super::{Drawing, WIDTH};
use crate::simulate::{Millis, Moment, Timeline};

/// Where the plot begins, and how wide it is.
const LEFT: u64 = 40;
const PLOT: u64 = WIDTH - LEFT - 12;

/// How high each plot is, and with its heading.
const HIGH: u64 = 46;
const STEP: u64 = 76;

/// One of the things that are drawn.
struct Series {
    /// What it is called.
    name: &'static str,
    /// The class of its line.
    class: &'static str,
    /// What it reads of a moment.
    read: fn(&Moment) -> u32,
}

/// Who works, who waits, and who was turned away.
const ALL: [Series; 3] = [
    Series { name: "processes", class: "processes", read: |moment| moment.processes },
    Series { name: "callers waiting", class: "waiting", read: |moment| moment.waiting },
    Series { name: "turned away, in all", class: "away", read: |moment| moment.turned_away },
];

/// The series of `timeline`, one below the other; `tops` is how high each one reaches.
pub(super) fn chart(timeline: &Timeline, tops: [u32; 3]) -> Drawing {
    let bottom = STEP * ALL.len() as u64;
    let mut drawing = Drawing::new(bottom + 18);
    for (index, (series, top)) in ALL.iter().zip(tops).enumerate() {
        let y = STEP * index as u64 + 24;
        let top = top.max(1);
        drawing.label(LEFT, y - 8, series.name);
        drawing.rect("plot", LEFT, y, PLOT, HIGH);
        drawing.label(LEFT - 6, y + 9, top.to_string()).anchor("end");
        drawing.label(LEFT - 6, y + HIGH, "0").anchor("end");
        drawing.path(series.class, path(timeline, series.read, top, y));
    }
    for quarter in 0..=4 {
        let at = timeline.until * quarter / 4;
        let anchor = if quarter == 4 { "end" } else { "middle" };
        drawing.label(x(timeline, at), bottom + 12, super::time(at)).anchor(anchor);
    }
    drawing
}

/// The highest value of each series.
pub fn tops(timeline: &Timeline) -> [u32; 3] {
    ALL.map(|series| timeline.moments.iter().map(series.read).max().unwrap_or(0))
}

/// Where a moment is.
pub fn x(timeline: &Timeline, at: Millis) -> u64 {
    LEFT + PLOT * at.min(timeline.until) / timeline.until.max(1)
}

/// A line that holds each value until the next; of what happens within one unit of width, the highest is drawn.
fn path(timeline: &Timeline, read: fn(&Moment) -> u32, top: u32, y: u64) -> String {
    let height = |value: u32| y + HIGH - HIGH * u64::from(value.min(top)) / u64::from(top);
    let mut path = format!("M{LEFT} {}", height(0));
    let mut moments = timeline.moments.iter().peekable();
    let (mut value, mut drawn) = (0, 0);
    for column in 0..=PLOT {
        let end = timeline.until * (column + 1) / PLOT;
        let mut highest = value;
        while let Some(moment) = moments.next_if(|moment| moment.at < end) {
            value = read(moment);
            highest = highest.max(value);
        }
        if highest != drawn {
            path += &format!("H{}V{}", LEFT + column, height(highest));
            drawn = highest;
        }
    }
    path += &format!("H{}", LEFT + PLOT);
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peak_between_two_columns_is_seen() {
        let moment = |at, processes| Moment { at, processes, ..Moment::default() };
        let timeline = Timeline {
            events: Vec::new(),
            calls: Vec::new(),
            moments: vec![moment(0, 0), moment(500_000, 3), moment(500_001, 0)],
            until: 1_000_000,
            failed: None,
        };
        assert_eq!(tops(&timeline), [3, 0, 0]);
        let path = path(&timeline, |moment| moment.processes, 3, 0);
        assert_eq!(path, "M40 46H234V0H235V46H428");
    }
}
