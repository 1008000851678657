using AsyncRace.Analyzers.Rules;
using AsyncRace.Tool.Findings;

namespace AsyncRace.Tool.Rendering;

/// <summary>How a finding is told: what its marks are called, what happens at each step of its interleaving, and what comes of it.</summary>
/// <param name="ReadLabel">The mark at the read.</param>
/// <param name="WriteLabel">The mark at the write.</param>
/// <param name="RivalVerb">What the rival does, after its name: <c>writes</c>.</param>
/// <param name="Read">Task A's first step.</param>
/// <param name="Rival">Task B's step.</param>
/// <param name="Write">Task A's last step.</param>
/// <param name="Outcome">What is lost, or <see langword="null"/> where this tool does not know the rule.</param>
internal sealed record Story(string ReadLabel, string WriteLabel, string RivalVerb, string Read, string Rival, string Write, Outcome? Outcome)
{
    /// <summary>The mark at the await, and task A's second step.</summary>
    internal const string SuspensionLabel = "await: other tasks run here";

    /// <summary>Task A's second step.</summary>
    internal const string Suspension = "suspends, and task B runs";

    /// <summary>The story of <paramref name="finding"/>; a rule that this tool does not know is told in general terms.</summary>
    internal static Story Of(Finding finding)
    {
        string location = finding.Location ?? "the shared state";
        string readLine = OnLine(finding.LineOf(Role.Read));
        string rivalLine = OnLine(finding.LineOf(Role.Rival));
        return finding.RuleId switch
        {
            RuleId.StaleWrite when finding.Shape == RaceShape.Rollback => new Story(
                ReadLabel: "number taken",
                WriteLabel: "number taken back",
                RivalVerb: "writes",
                Read: $"takes a number from {location}",
                Rival: $"takes the next number from {location}",
                Write: $"moves {location} back by one",
                new Outcome("Twice", $"the number that task B took{rivalLine}: the next task gets it again.")),

            RuleId.StaleWrite when finding.Shape == RaceShape.Batch => new Story(
                ReadLabel: "what is dealt with",
                WriteLabel: "emptied",
                RivalVerb: "adds",
                Read: $"hands on what {location} holds",
                Rival: $"adds to {location}",
                Write: $"empties {location} of more than it has handed on",
                new Outcome("Lost", $"what task B added to {location}{rivalLine}: nobody has dealt with it.")),

            RuleId.StaleWrite when finding.Shape == RaceShape.TakenForOwn => new Story(
                ReadLabel: "put there",
                WriteLabel: "taken for its own",
                RivalVerb: "writes",
                Read: $"puts a value of its own into {location}",
                Rival: "puts another there",
                Write: $"uses what {location} holds by now",
                new Outcome("Mixed up", $"what task B put into {location}{rivalLine} with what task A had put there.")),

            RuleId.StaleWrite when finding.Shape == RaceShape.Slot => new Story(
                ReadLabel: "put there",
                WriteLabel: "cleared",
                RivalVerb: "writes",
                Read: $"puts a value of its own into {location}",
                Rival: "puts another there",
                Write: $"clears {location}, whatever it holds by now",
                new Outcome("Lost", $"what task B put into {location}{rivalLine}.")),

            RuleId.StaleWrite when finding.Shape == RaceShape.Restored => new Story(
                ReadLabel: "kept for later",
                WriteLabel: "set back",
                RivalVerb: "writes",
                Read: $"keeps what {location} holds, and sets it for a while",
                Rival: $"writes {location}",
                Write: $"sets {location} back to what it was{readLine}",
                new Outcome("Undone", $"what task B wrote to {location}{rivalLine}.")),

            RuleId.StaleWrite when finding.Shape == RaceShape.Receiver => new Story(
                ReadLabel: "looked up",
                WriteLabel: "write",
                RivalVerb: "writes",
                Read: $"looks up the object that it will set {location} of",
                Rival: "puts another object in its place",
                Write: "sets it of the old object",
                new Outcome("Missed", $"what task A sets, in the object that task B put there{rivalLine}.")),

            RuleId.StaleWrite when finding.Shape == RaceShape.Reloaded => new Story(
                ReadLabel: "read",
                WriteLabel: "write",
                RivalVerb: "writes",
                Read: $"asks for a new {location} by a member of the present one",
                Rival: $"writes {location}",
                Write: $"overwrites {location} with what it was given for the one read{readLine}",
                new Outcome("Lost", $"what task B wrote to {location}{rivalLine}.")),

            RuleId.StaleWrite => new Story(
                ReadLabel: "read",
                WriteLabel: "write",
                RivalVerb: "writes",
                Read: $"reads {location}",
                Rival: $"writes {location}",
                Write: $"overwrites {location} with a value made from the one read{readLine}",
                new Outcome("Lost", $"what task B wrote to {location}{rivalLine}.")),

            RuleId.StaleCheck => new Story(
                ReadLabel: "check",
                WriteLabel: "write",
                RivalVerb: "writes",
                Read: $"checks {location}",
                Rival: $"changes {location}",
                Write: $"writes {location}, trusting the check{readLine}",
                new Outcome("Stale", $"the check of {location}{readLine}, made before task B changed it{rivalLine}.")),

            RuleId.CollectionAcrossAwait when finding.Shape == RaceShape.Elements => new Story(
                ReadLabel: "in use from here",
                WriteLabel: "in use from here",
                RivalVerb: "takes out and closes",
                Read: $"takes elements from {location}",
                Rival: $"takes one out of {location} and closes it",
                Write: "goes on with an element that is closed",
                new Outcome("Fails", $"what task A does with the element that task B closed{rivalLine}.")),

            RuleId.CollectionAcrossAwait => new Story(
                ReadLabel: "in use from here",
                WriteLabel: "in use from here",
                RivalVerb: "changes",
                Read: $"enumerates {location}",
                Rival: $"changes {location}",
                Write: "asks for the next element, and throws InvalidOperationException",
                new Outcome("Lost", $"the rest of the enumeration, because task B changed {location}{rivalLine}.")),

            RuleId.DuplicateInitialization when finding.Shape == RaceShape.HalfFilled => new Story(
                ReadLabel: "found unset",
                WriteLabel: "set, still empty",
                RivalVerb: "reads",
                Read: $"finds {location} unset, and sets it",
                Rival: $"finds {location} set, and uses what is in it so far",
                Write: $"fills the rest of {location}",
                new Outcome("Missed", $"what task A puts into {location} after task B has looked.")),

            RuleId.DuplicateInitialization when finding.RivalIsSameMember => new Story(
                ReadLabel: "found unset",
                WriteLabel: "initialization",
                RivalVerb: "initializes",
                Read: $"finds {location} unset",
                Rival: $"initializes {location}",
                Write: $"initializes {location} again",
                new Outcome("Lost", $"the value task B gave {location}{rivalLine}; if it holds resources, they leak.")),

            RuleId.DuplicateInitialization => new Story(
                ReadLabel: "found unset",
                WriteLabel: "initialization",
                RivalVerb: "writes",
                Read: $"finds {location} unset",
                Rival: $"writes {location}",
                Write: $"initializes {location} all the same",
                new Outcome("Lost", $"what task B wrote to {location}{rivalLine}.")),

            _ => new Story(
                ReadLabel: "before the await",
                WriteLabel: "reported here",
                RivalVerb: "runs",
                Read: $"looks at {location}",
                Rival: $"changes {location}",
                Write: "goes on as if nothing had happened",
                Outcome: null),
        };
    }

    private static string OnLine(int? line) => line is null ? "" : $" on line {line}";
}

/// <summary>What comes of an interleaving: one word and what it applies to.</summary>
internal sealed record Outcome(string Word, string What);
