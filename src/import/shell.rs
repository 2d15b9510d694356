//! Here-documents of shell scripts that write units, as `sh` would write them.
//!
//! What is read: `cat > FILE <<EOF`, `cat <<EOF > FILE`, `cat <<EOF | sudo tee FILE`, `tee [-a] FILE <<EOF`,
//! `install … /dev/stdin FILE <<EOF`, `dd of=FILE <<EOF`, `sh -c 'cat > FILE' <<EOF`, and `echo "…" > FILE` with a text that
//! every `echo` writes alike. Where the end word is unquoted, the shell takes out backslashes before `$`, `` ` ``, `\` and the
//! end of a line, and puts something for `$NAME`, `$(…)` and `` `…` ``; a variable that the script sets once, to plain text
//! and under no condition, is known, and everything else is left as it is written and named.
//!
//! Source: the standard of the shell (POSIX.1, "Here-Document"); what bash and dash write is compared in
//! `tests/real/tests/import.rs`.

use super::short;
use std::borrow::Cow;
use std::collections::HashMap;

/// A text that a script writes into a file.
#[derive(Debug, PartialEq, Eq)]
pub struct Document {
    /// The file.
    pub path: String,
    /// Whether it is put behind what is there.
    pub appends: bool,
    /// What is written, or why that cannot be known.
    pub text: Result<String, String>,
    /// What stands in it as it was written, because nobody here knows what the shell puts there.
    pub left: Vec<String>,
}

/// What is found at a line of a script.
#[derive(Debug, Default)]
pub struct Step {
    /// What is written.
    pub documents: Vec<Document>,
    /// How many lines that takes; none if it is no command of these.
    pub lines: usize,
    /// How many lines begin no command either.
    pub passed: usize,
}

/// The lines of a text, some of which may be commands of a shell.
pub struct Script<'a> {
    lines: &'a [&'a str],
    variables: Variables<'a>,
    /// Where each line is that could end a here-document, by what stands in it.
    ends: HashMap<&'a str, Vec<usize>>,
}

/// Variables that a script sets once, and the line behind which they are known.
#[derive(Debug, Default)]
struct Variables<'a>(HashMap<&'a str, (usize, &'a str)>);

/// How many lines one command may have.
const LONGEST: usize = 100;

/// How many lines that could end a here-document are looked at.
const MOST_ENDS: usize = 100;

impl<'a> Script<'a> {
    /// A script of these lines, each with its end.
    pub fn new(lines: &'a [&'a str]) -> Self {
        let mut ends: HashMap<&str, Vec<usize>> = HashMap::new();
        if lines.iter().any(|line| line.contains("<<")) {
            for (at, line) in lines.iter().enumerate() {
                ends.entry(bare(line)).or_default().push(at);
            }
        }
        Self { lines, variables: Variables::of(lines), ends }
    }

    /// Reads the command that begins in the line `at`; nothing of it lies at `limit` or behind.
    pub fn step(&self, at: usize, limit: usize) -> Step {
        let Some((command, length)) = command(&self.lines[at..limit]) else {
            return Step::default();
        };
        if command.contains("<<")
            && let Some((documents, body)) = self.here_documents(&command, at + length, limit)
        {
            return Step { documents, lines: length + body, passed: 0 };
        }
        match self.echoed(&command, at) {
            Some(document) => Step { documents: vec![document], lines: length, passed: 0 },
            None => Step { passed: length, ..Step::default() },
        }
    }

    /// What is written by the here-documents of `command`, whose bodies begin in the line `start`, and how many lines they
    /// have.
    fn here_documents(
        &self,
        command: &str,
        start: usize,
        limit: usize,
    ) -> Option<(Vec<Document>, usize)> {
        let mut commands = commands(tokens(command));
        // In `sh -c 'cat > FILE <<EOF` the here-document stands in quotes that are still open.
        let open = commands.iter().find_map(|command| {
            let word = command.words.last().filter(|_| command.runs_a_shell())?;
            word.open
        });
        if let Some((at, quote)) = open {
            if quote == '"' {
                return None;
            }
            commands = self::commands(tokens(&command[at..]));
        }
        // Then its end may have the closing quote behind it.
        let ends = if open.is_some() { &["", "'"][..] } else { &[""] };
        let mut documents = Vec::new();
        let mut at = start;
        let mut is_any = false;
        for (index, command) in commands.iter().enumerate() {
            let mut written = None;
            for here in &command.documents {
                let bodies = ends.iter().map(|closing| self.body(here, closing, at, limit));
                let body = bodies.min_by_key(|body| (body.text.is_none(), body.lines));
                let body = body.unwrap_or(Body { text: None, lines: 0 });
                at += body.lines;
                written = Some((here, body.text));
            }
            // Of several documents for one command the last counts.
            let Some((here, text)) = written else { continue };
            is_any = true;
            let (text, left) = match text {
                None => (
                    Err(format!("its here-document is not ended by a line `{}`", short(&here.end))),
                    Vec::new(),
                ),
                Some(text) if here.is_quoted => (Ok(text), Vec::new()),
                Some(text) => {
                    let (text, left) = expand(&continued(&text), start, &self.variables);
                    (Ok(text), left)
                }
            };
            let (targets, filter) = targets(&commands[index..]);
            if text.is_err() && !targets.is_empty() {
                // The shell takes all that is left for it.
                at = limit;
            }
            let text = match filter {
                Some(filter) => Err(format!(
                    "it goes through `{}`, and what comes out is not known",
                    short(&filter)
                )),
                None => text,
            };
            for target in targets {
                documents.push(self.document(target, text.clone(), left.clone(), start));
            }
        }
        is_any.then_some((documents, at - start))
    }

    /// What `echo` or `printf` writes into a file.
    fn echoed(&self, command: &str, number: usize) -> Option<Document> {
        if !command.contains(".s") && !command.contains(".conf") {
            return None;
        }
        let commands = commands(tokens(command));
        let words = commands.first()?.program();
        let name = words.first()?.text.as_str();
        if name != "echo" && name != "printf" {
            return None;
        }
        let target = target_of_text(&commands)?;
        let (text, left) = match words {
            [_, word] if name == "echo" && word.is_one_quote && !word.text.contains('\\') => {
                let (text, left) = match word.is_literal {
                    true => (word.text.clone(), Vec::new()),
                    false => expand(&word.text, number, &self.variables),
                };
                (Ok(text + "\n"), left)
            }
            _ => {
                let reason = format!(
                    "written by `{name}`, of which only `echo \"…\"` without backslashes is read: paste the text itself"
                );
                (Err(reason), Vec::new())
            }
        };
        Some(self.document(target, text, left, number))
    }

    fn document(
        &self,
        target: Target,
        text: Result<String, String>,
        left: Vec<String>,
        number: usize,
    ) -> Document {
        let (path, unknown) = expand(&target.path, number, &self.variables);
        let name = path.rsplit('/').next().unwrap_or_default();
        let text = match unknown.iter().find(|unknown| name.contains(unknown.as_str())) {
            Some(unknown) => Err(format!(
                "what `{}` in its name stands for is not known: write the name there",
                short(unknown)
            )),
            None => text,
        };
        Document { path, appends: target.appends, text, left }
    }

    /// The here-document whose first line is `start`, with `closing` behind its end.
    fn body(&self, here: &Here, closing: &str, start: usize, limit: usize) -> Body {
        let last_line = format!("{}{closing}", here.end);
        let candidates = || {
            let all = self.ends.get(last_line.as_str()).map(Vec::as_slice).unwrap_or_default();
            let from = all.partition_point(|at| *at < start);
            all[from..].iter().copied().take(MOST_ENDS).take_while(|at| *at < limit)
        };
        // The line before goes on in this one if it ends in a backslash.
        let is_joined = |at: usize| {
            !here.is_quoted && at > start && {
                let line = self.lines[at - 1];
                line.ends_with('\n') && ends_open(&line[..line.len() - 1])
            }
        };
        let strip = |at: usize| match here.strips_tabs && !is_joined(at) {
            true => self.lines[at].trim_start_matches('\t'),
            false => self.lines[at],
        };
        if let Some(end) =
            candidates().find(|at| !is_joined(*at) && content(strip(*at)) == last_line)
        {
            let text = (start..end).map(strip).collect();
            return Body { text: Some(text), lines: end + 1 - start };
        }
        // All of it may be indented, or stand behind the `> ` of a terminal, as it is copied from a page.
        let Some(end) = candidates().next() else { return Body { text: None, lines: 0 } };
        let last = self.lines[end];
        let before = &last[..last.len() - last.trim_start_matches(is_before).len()];
        let text = (start..end)
            .map(|at| {
                let line = strip(at);
                let common = before.bytes().zip(line.bytes()).take_while(|(a, b)| a == b).count();
                &line[common..]
            })
            .collect();
        Body { text: Some(text), lines: end + 1 - start }
    }
}

/// What may stand before a line that is copied from a page.
fn is_before(c: char) -> bool {
    matches!(c, ' ' | '\t' | '>')
}

/// A line without its end, and what may stand before it.
fn bare(line: &str) -> &str {
    line.trim_end().trim_start_matches(is_before)
}

/// The command in the first of `lines`, joined where it goes on behind a backslash or in quotes, and its lines.
fn command<'a>(lines: &[&'a str]) -> Option<(Cow<'a, str>, usize)> {
    let first = without_prompt(content(lines.first()?));
    if ends_open(first) {
        let mut whole = String::new();
        for (at, line) in lines.iter().take(LONGEST).enumerate() {
            let line = if at == 0 { first } else { content(line) };
            if !ends_open(line) {
                return Some(((whole + line).into(), at + 1));
            }
            whole += &line[..line.len() - 1];
        }
        return Some((whole.into(), lines.len().min(LONGEST)));
    }
    let is_echo = || {
        let mut words = first.split_ascii_whitespace().skip_while(|word| *word == "sudo");
        matches!(words.next(), Some("echo" | "printf"))
    };
    if !first.contains("<<") && is_echo() && is_in_quotes(first) {
        let mut whole = first.to_owned();
        for (at, line) in lines.iter().enumerate().take(LONGEST).skip(1) {
            whole.push('\n');
            whole += content(line);
            if line.contains(['"', '\'']) && !is_in_quotes(&whole) {
                return Some((whole.into(), at + 1));
            }
        }
        return Some((first.into(), lines.len().min(LONGEST)));
    }
    Some((first.into(), 1))
}

/// A line without its end.
fn content(line: &str) -> &str {
    line.strip_suffix('\n').map_or(line, |line| line.strip_suffix('\r').unwrap_or(line))
}

/// Whether it ends in a backslash that no other one takes.
fn ends_open(line: &str) -> bool {
    line.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1
}

/// Whether a quote is open at its end.
fn is_in_quotes(line: &str) -> bool {
    tokens(line).iter().any(|token| matches!(token, Token::Word(word) if word.open.is_some()))
}

/// A line without what a terminal shows before it: `$ `, `# `, `user@host:~$ `, `[root@host ~]# `.
pub fn without_prompt(line: &str) -> &str {
    let line = line.trim_start();
    if let Some(rest) = line.strip_prefix("$ ").or_else(|| line.strip_prefix("# ")) {
        return rest.trim_start();
    }
    let Some(end) = line.find(['$', '#']).filter(|end| line[end + 1..].starts_with(' ')) else {
        return line;
    };
    let shown = line[..end].trim_end();
    let is_prompt = shown.contains('@')
        && (shown.starts_with('[') && shown.ends_with(']') || !shown.contains([' ', '=']));
    if is_prompt { line[end + 1..].trim_start() } else { line }
}

/// A piece of a command.
#[derive(Debug)]
enum Token {
    Word(Word),
    /// `>`, `|`, `;` and the like.
    Operator(&'static str),
}

/// A word, without its quotes.
#[derive(Debug, Default)]
struct Word {
    /// What stands in it; a backslash that quotes a `$` is kept, so that it can be expanded.
    text: String,
    /// Whether any part of it is quoted.
    is_quoted: bool,
    /// Whether it is one pair of quotes.
    is_one_quote: bool,
    /// Whether nothing in it is ever expanded.
    is_literal: bool,
    /// Where in the command the quote that is never closed begins to hold something, and which it is.
    open: Option<(usize, char)>,
}

const OPERATORS: [&str; 19] = [
    "<<<", "<<-", "<<", "<>", "<&", ">>", ">|", ">&", "&>>", "&>", "&&", "||", "|&", "|", ";", "&",
    "<", ">", "(",
];

/// Takes a command apart.
fn tokens(command: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(next) = command[at..].chars().next() {
        if next.is_ascii_whitespace() || next == ')' {
            at += 1;
        } else if next == '#' {
            at += command[at..].find('\n').unwrap_or(command.len() - at);
        } else if let Some(operator) =
            OPERATORS.into_iter().find(|operator| command[at..].starts_with(operator))
        {
            tokens.push(Token::Operator(operator));
            at += operator.len();
        } else {
            let (word, length) = word(command, at);
            tokens.push(Token::Word(word));
            at += length;
        }
    }
    tokens
}

/// The word that begins at `start`, and its length.
fn word(command: &str, start: usize) -> (Word, usize) {
    let mut word = Word::default();
    let mut quotes = 0;
    let mut is_bare = false;
    let mut literals = 0;
    let mut chars = command[start..].char_indices().peekable();
    let mut length = command.len() - start;
    while let Some((at, c)) = chars.next() {
        match c {
            '\'' | '"' => {
                quotes += 1;
                literals += usize::from(c == '\'');
                word.is_quoted = true;
                let mut is_closed = false;
                while let Some((_, inner)) = chars.next() {
                    match inner {
                        _ if inner == c => {
                            is_closed = true;
                            break;
                        }
                        '\\' if c == '"' => {
                            word.text.push('\\');
                            word.text.extend(chars.next().map(|(_, quoted)| quoted));
                        }
                        _ => word.text.push(inner),
                    }
                }
                if !is_closed {
                    word.open = Some((start + at + 1, c));
                }
            }
            '\\' => {
                is_bare = true;
                word.is_quoted = true;
                if let Some((_, quoted)) = chars.next() {
                    if quoted == '$' {
                        word.text.push('\\');
                    }
                    word.text.push(quoted);
                }
            }
            // What the shell works out is one word, whatever is in it.
            '$' if matches!(chars.peek(), Some((_, '(' | '{'))) => {
                is_bare = true;
                let rest = &command[start + at..];
                let end = at + expansion(rest).unwrap_or(rest.len());
                word.text += &command[start + at..start + end];
                while chars.peek().is_some_and(|(next, _)| *next < end) {
                    chars.next();
                }
            }
            _ if c.is_ascii_whitespace() || "<>|;&()".contains(c) => {
                length = at;
                break;
            }
            _ => {
                is_bare = true;
                word.text.push(c);
            }
        }
    }
    word.is_one_quote = quotes == 1 && !is_bare && word.open.is_none();
    word.is_literal = word.is_one_quote && literals == 1;
    (word, length)
}

/// A program with its words, where its output goes, and the here-documents that it reads.
#[derive(Debug, Default)]
struct Command {
    words: Vec<Word>,
    output: Option<Target>,
    documents: Vec<Here>,
    /// Whether its output goes to the next one.
    is_piped: bool,
}

/// A file that something is written to.
#[derive(Clone, Debug)]
struct Target {
    path: String,
    appends: bool,
}

/// A here-document that a command asks for.
#[derive(Debug)]
struct Here {
    end: String,
    is_quoted: bool,
    /// Whether tabs are taken off the lines.
    strips_tabs: bool,
}

/// What a here-document holds.
struct Body {
    /// None where its end is missing.
    text: Option<String>,
    lines: usize,
}

/// Puts tokens together to commands.
fn commands(tokens: Vec<Token>) -> Vec<Command> {
    let mut commands = vec![Command::default()];
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let command = commands.last_mut().expect("there is one from the beginning");
        let operator = match token {
            Token::Word(word) => {
                command.words.push(word);
                continue;
            }
            Token::Operator(operator) => operator,
        };
        // `2>`, where the number stands right before, is not told from `2 >`; a word that is a number alone is rare.
        match operator {
            "|" | "|&" | "&&" | "||" | ";" | "&" | "(" => {
                command.is_piped = operator.starts_with('|') && operator != "||";
                commands.push(Command::default());
            }
            "<<" | "<<-" => {
                if let Some(Token::Word(end)) =
                    tokens.next_if(|next| matches!(next, Token::Word(_)))
                {
                    command.documents.push(Here {
                        end: end.text,
                        is_quoted: end.is_quoted,
                        strips_tabs: operator == "<<-",
                    });
                }
            }
            _ => {
                let number = command.words.pop_if(|word| {
                    word.text.bytes().all(|byte| byte.is_ascii_digit()) && !word.is_quoted
                });
                let Some(Token::Word(file)) = tokens.next_if(|next| matches!(next, Token::Word(_)))
                else {
                    continue;
                };
                let is_output = matches!(operator, ">" | ">>" | ">|" | "&>" | "&>>");
                if is_output && number.is_none_or(|number| number.text == "1") {
                    command.output =
                        Some(Target { path: file.text, appends: operator.ends_with(">>") });
                }
            }
        }
    }
    commands
}

/// Words that come before the program: `sudo` and what belongs to it, assignments, and words of the shell.
const BEFORE: [&str; 14] = [
    "sudo", "doas", "env", "command", "exec", "time", "if", "then", "else", "do", "!", "{",
    "while", "nohup",
];

impl Command {
    /// The program and its arguments.
    fn program(&self) -> &[Word] {
        let mut words = self.words.as_slice();
        let mut takes_options = false;
        while let [first, rest @ ..] = words {
            let text = first.text.as_str();
            words = match text {
                _ if BEFORE.contains(&text) => {
                    takes_options = true;
                    rest
                }
                "-u" | "-g" | "-h" | "-p" | "-C" if takes_options => {
                    rest.get(1..).unwrap_or_default()
                }
                _ if takes_options && text.starts_with('-') => rest,
                _ if is_assignment(text) => rest,
                _ => break,
            };
        }
        words
    }

    fn runs_a_shell(&self) -> bool {
        matches!(self.program(), [shell, options, ..]
            if matches!(shell.text.rsplit('/').next(), Some("sh" | "bash" | "dash" | "zsh" | "ash"))
                && options.text.starts_with('-')
                && options.text.ends_with('c'))
    }
}

fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| is_name(name))
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// The files that what the first command reads is written to, and the program that changes it before.
fn targets(commands: &[Command]) -> (Vec<Target>, Option<String>) {
    let Some((command, rest)) = commands.split_first() else { return Default::default() };
    let words = command.program();
    let Some(name) = words.first().map(|word| word.text.rsplit('/').next().unwrap_or_default())
    else {
        return Default::default();
    };
    let arguments = || words[1..].iter().map(|word| word.text.as_str());
    let one = |path: Option<&str>| {
        let path = path.map(str::to_owned);
        (path.map(|path| Target { path, appends: false }).into_iter().collect(), None)
    };
    let goes_on = |filter: Option<&str>| {
        let (targets, other) = match (&command.output, command.is_piped) {
            (Some(output), _) => (vec![output.clone()], None),
            (None, true) => targets(rest),
            (None, false) => Default::default(),
        };
        (targets, filter.map(str::to_owned).or(other))
    };
    match name {
        "cat" if arguments().all(|word| word == "-" || word == STDIN) => goes_on(None),
        "tee" => {
            let appends = arguments().any(|word| {
                word == "--append" || word.starts_with("-a") || word.starts_with("-ia")
            });
            let files = arguments().filter(|word| !word.starts_with('-'));
            (files.map(|path| Target { path: path.to_owned(), appends }).collect(), None)
        }
        "install" | "cp" if arguments().any(|word| word == STDIN) => {
            one(arguments().next_back().filter(|last| *last != STDIN))
        }
        "dd" => one(arguments().find_map(|word| word.strip_prefix("of="))),
        _ if command.runs_a_shell() => {
            let script = words.get(2).map(|word| word.text.as_str()).unwrap_or_default();
            let inner = self::commands(tokens(script));
            // One level is what people write.
            match inner.first() {
                Some(first) if !first.runs_a_shell() => targets(&inner),
                _ => Default::default(),
            }
        }
        _ => goes_on(Some(name)),
    }
}

/// The file that what the first command prints is written to.
fn target_of_text(commands: &[Command]) -> Option<Target> {
    let (first, rest) = commands.split_first()?;
    match (&first.output, first.is_piped) {
        (Some(output), _) => Some(output.clone()),
        (None, true) => match targets(rest) {
            (targets, None) => targets.into_iter().next(),
            _ => None,
        },
        (None, false) => None,
    }
}

const STDIN: &str = "/dev/stdin";

/// `text` with the lines joined that go on behind a backslash, before anything else is made of it: a name goes on, too.
fn continued(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, quoted)) = rest.split_once('\\') {
        out += before;
        rest = match quoted.chars().next() {
            Some('\n') => &quoted[1..],
            Some('\\') => {
                out += "\\\\";
                &quoted[1..]
            }
            _ => {
                out.push('\\');
                quoted
            }
        };
    }
    out + rest
}

/// What the shell makes of `text` in a here-document, and what is left in it as it is written.
fn expand(text: &str, number: usize, variables: &Variables) -> (String, Vec<String>) {
    let mut out = String::with_capacity(text.len());
    let mut left: Vec<String> = Vec::new();
    let mut at = 0;
    while let Some(special) = text[at..].find(['\\', '$', '`']) {
        out += &text[at..at + special];
        at += special;
        let rest = &text[at..];
        if let Some(quoted) = rest.strip_prefix('\\') {
            at += match quoted.chars().next() {
                Some(c @ ('$' | '`' | '\\')) => {
                    out.push(c);
                    2
                }
                _ => {
                    out.push('\\');
                    1
                }
            };
            continue;
        }
        let Some(length) = expansion(rest) else {
            out.push('$');
            at += 1;
            continue;
        };
        let written = &rest[..length];
        match variables.known(written, number) {
            Some(value) => out += value,
            None => {
                out += written;
                if left.len() < MOST_LEFT && !left.iter().any(|other| other == written) {
                    left.push(written.to_owned());
                }
            }
        }
        at += length;
    }
    out += &text[at..];
    (out, left)
}

/// How many different expansions of a document are named.
const MOST_LEFT: usize = 16;

/// The length of what the shell puts something for at the beginning of `text`; none where a `$` is just that.
fn expansion(text: &str) -> Option<usize> {
    let closed = |open: u8, close: u8| {
        let mut depth = 0_usize;
        for (at, byte) in text.bytes().enumerate() {
            depth += usize::from(byte == open);
            if byte == close {
                depth -= usize::from(depth > 0);
                if depth == 0 {
                    return at + 1;
                }
            }
        }
        text.len()
    };
    if let Some(rest) = text.strip_prefix('`') {
        let mut is_quoted = false;
        for (at, byte) in rest.bytes().enumerate() {
            match byte {
                b'`' if !is_quoted => return Some(at + 2),
                _ => is_quoted = byte == b'\\' && !is_quoted,
            }
        }
        return Some(text.len());
    }
    match *text.as_bytes().get(1)? {
        b'{' => Some(closed(b'{', b'}')),
        b'(' => Some(closed(b'(', b')')),
        b'[' => Some(closed(b'[', b']')),
        b'0'..=b'9' | b'@' | b'*' | b'#' | b'?' | b'-' | b'$' | b'!' => Some(2),
        first if first.is_ascii_alphabetic() || first == b'_' => {
            let name =
                text[1..].bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
            Some(1 + name.count())
        }
        _ => None,
    }
}

impl<'a> Variables<'a> {
    /// Those that the script in `lines` sets once, at the beginning of a line, to plain text, and names nowhere else but to
    /// use them.
    fn of(lines: &[&'a str]) -> Self {
        let mut known: HashMap<&str, (usize, &str)> = HashMap::new();
        let mut depth = 0_usize;
        for (number, line) in lines.iter().enumerate() {
            if depth == 0
                && let Some((name, value)) = assignment(content(line))
            {
                known.insert(name, (number, value));
            }
            for word in line.split(|c: char| c.is_ascii_whitespace() || c == ';') {
                match word {
                    "if" | "for" | "while" | "until" | "case" | "select" | "{" => depth += 1,
                    "fi" | "done" | "esac" | "}" => depth = depth.saturating_sub(1),
                    _ => {}
                }
            }
        }
        let mut named: HashMap<&str, usize> = HashMap::new();
        for line in lines {
            for (at, word) in words(line) {
                let is_used = matches!(&line.as_bytes()[..at], [.., b'$'] | [.., b'$', b'{']);
                if !is_used && known.contains_key(word) {
                    *named.entry(word).or_default() += 1;
                }
            }
        }
        known.retain(|name, _| named.get(name) == Some(&1));
        Self(known)
    }

    /// What `$NAME` or `${NAME}` stands for in the line `number`.
    fn known(&self, written: &str, number: usize) -> Option<&'a str> {
        let name = written.strip_prefix('$')?;
        let name = name.strip_prefix('{').and_then(|name| name.strip_suffix('}')).unwrap_or(name);
        let (line, value) = self.0.get(name)?;
        (*line < number).then_some(*value)
    }
}

/// The names in a line, with their places.
fn words(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let mut at = 0;
    std::iter::from_fn(move || {
        let bytes = line.as_bytes();
        let start = at + bytes[at..].iter().position(|byte| is_part(*byte))?;
        let length = bytes[start..].iter().position(|byte| !is_part(*byte));
        at = length.map_or(bytes.len(), |length| start + length);
        Some((start, &line[start..at]))
    })
}

/// A name and the plain text that a line gives it.
fn assignment(line: &str) -> Option<(&str, &str)> {
    let line = line.strip_prefix("export ").or(line.strip_prefix("readonly ")).unwrap_or(line);
    let (name, value) = line.trim_end().split_once('=')?;
    let is_special = |c: char| !(c.is_ascii_alphanumeric() || "_./:@%+,-".contains(c));
    let value = if let Some(quoted) = value.strip_prefix('\'') {
        quoted.strip_suffix('\'').filter(|inner| !inner.contains('\''))?
    } else if let Some(quoted) = value.strip_prefix('"') {
        quoted.strip_suffix('"').filter(|inner| !inner.contains(['"', '$', '`', '\\']))?
    } else {
        Some(value).filter(|value| !value.contains(is_special))?
    };
    is_name(name).then_some((name, value))
}
