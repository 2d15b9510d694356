#!/usr/bin/perl
# A server on descriptor 3: gives every caller a word and hangs up. SIGTERM ends it between two calls.
# Its arguments: the word, how many callers it takes before it ends (0 for all), and how many seconds it takes to start.
my ($word, $callers, $start) = (@ARGV, 0, 0);
my $end;
$SIG{TERM} = sub { $end = 1 };
$SIG{PIPE} = "IGNORE";
select(undef, undef, undef, $start) if $start;
open(my $door, "+<&=", 3) or die;
for (my $count = 0; !$end && (!$callers || $count < $callers); ) {
    accept(my $caller, $door) or next;
    $count++;
    syswrite($caller, "$word\n");
    close $caller;
}
