using System.Collections.Immutable;
using AsyncRace.Analyzers.Rules;
using AsyncRace.Tool.Findings;

namespace AsyncRace.Tool.Rendering;

/// <summary>
/// How the misuse of a static, a lock or a signal is told: what is wrong is in one place, and the two tasks show what comes of it.
/// </summary>
/// <param name="Label">The mark at what is reported.</param>
/// <param name="TaskA">What the first column is called; null for the member.</param>
/// <param name="TaskB">What the second column is called; null for the member.</param>
internal sealed record MisuseStory(string Label, string? TaskA, string? TaskB, ImmutableArray<MisuseStep> Steps, Outcome Outcome)
{
    /// <summary>The story of <paramref name="finding"/>; null where its rule has none.</summary>
    internal static MisuseStory? Of(Finding finding)
    {
        string it = finding.Location ?? "the lock";
        return finding.RuleId switch
        {
            RuleId.LoopBoundStatic => new MisuseStory(
                "made here", "the first use of the type", "a loop",
                [
                    A(Role.Capture, "keeps what is current on this thread: most often nothing, or the wrong one"),
                    B(null, $"uses {it}, and gets that instead of its own"),
                ],
                new Outcome("Wrong", $"the loop or thread of {it}, for as long as the program runs.")),

            RuleId.StaticTaskStartedEarly => new MisuseStory(
                "made here", "the first use of the type", "another use",
                [
                    A(Role.Capture, "starts the work, on whatever thread this is"),
                    B(null, $"awaits {it}; if that has failed once, it has failed for good"),
                ],
                new Outcome("Stuck", $"what {it} came to the first time: nobody can try again.")),

            RuleId.UnpairedRelease => Release(finding, it),

            RuleId.AcquireNotReleased => new MisuseStory(
                "acquired", null, null,
                [
                    A(Role.Write, $"acquires {it}"),
                    A(finding.LineOf(Role.Exit) is null ? null : Role.Exit, finding.Situation is "BeforeTry" or "WithoutFinally" ? "throws, and nobody releases it" : "leaves, and nobody releases it"),
                    B(Role.Write, $"waits for {it}"),
                ],
                new Outcome("Stuck", $"task B, and all who ask for {it} from now on.")),

            RuleId.AcquireNotAwaited => new MisuseStory(
                "not awaited", null, null,
                [
                    A(Role.Write, $"asks for {it}, and does not wait for it"),
                    B(Role.Write, "does not wait either"),
                    A(null, "goes on without the lock"),
                    B(null, "and so does task B"),
                ],
                new Outcome("Lost", $"the lock; both are where {it} should let in one.")),

            RuleId.LockReentered => new MisuseStory(
                "acquired again", null, null,
                [
                    A(finding.LineOf(Role.Acquire) is null ? null : Role.Acquire, $"acquires {it}"),
                    A(Role.Write, finding.LineOf(Role.Inner) is { } inner ? $"asks for {it} again on line {inner}, and waits for itself" : $"asks for {it} again, and waits for itself"),
                    B(finding.LineOf(Role.Acquire) is null ? null : Role.Acquire, "waits for task A"),
                ],
                new Outcome("Stuck", $"task A, and all who ask for {it} after it.")),

            RuleId.ThreadLockAcrossAwait when finding.LineOf(Role.Await) is not null && finding.LineOf(Role.Acquire) is null => new MisuseStory(
                "acquired by a thread", "task A, on thread 1", "task B",
                [
                    A(Role.Write, $"acquires {it} for thread 1"),
                    A(Role.Await, "suspends, and goes on on thread 2"),
                    B(Role.Write, $"waits for {it}, and blocks a thread"),
                    A(null, "releases it on thread 2, which never had it: that throws"),
                ],
                new Outcome("Stuck", $"task B, and all who ask for {it}: thread 1 still has it.")),

            RuleId.ThreadLockAcrossAwait when finding.LineOf(Role.Await) is not null => new MisuseStory(
                "another thread's by now", "task A, on thread 1", "task B, on thread 1",
                [
                    A(Role.Acquire, $"sets {it}, for thread 1"),
                    A(Role.Await, "suspends, and goes on on thread 2"),
                    B(null, "runs on thread 1, and finds what task A has set"),
                    A(Role.Write, $"gets to thread 2's {it}"),
                ],
                new Outcome("Mixed", $"task A's {it} and task B's.")),

            RuleId.ThreadLockAcrossAwait => new MisuseStory(
                "started under the lock", null, null,
                [
                    A(Role.Acquire, $"acquires {it}"),
                    A(Role.Write, $"starts the work, and releases {it} when that suspends"),
                    B(Role.Acquire, $"acquires {it}, while task A's work still runs"),
                ],
                new Outcome("Lost", "the lock; the work of both goes on at once.")),

            RuleId.LockOrder => new MisuseStory(
                $"waits for {it}", null, "another task",
                [
                    A(null, "holds the first lock"),
                    B(Role.Inner, $"holds {it}, and waits for task A"),
                    A(Role.Write, $"waits for {it}"),
                ],
                new Outcome("Stuck", "all of them: each waits for what another one holds.")),

            RuleId.SwallowedOverRelease => new MisuseStory(
                "hidden here", null, null,
                [
                    A(Role.Release, $"releases {it}, while somebody else releases it in its place"),
                    B(Role.Release, "finds it full: one release too many"),
                    B(Role.Write, "says nothing of it"),
                ],
                new Outcome("Lost", $"the limit of {it}, for as long as one more was inside.")),

            RuleId.ResetAfterWait => new MisuseStory(
                "reset", null, "who signals",
                [
                    A(Role.Wait, $"waits for {it}, and is woken"),
                    B(null, $"sets {it} again"),
                    A(Role.Write, "resets it, and with it task B's signal"),
                ],
                new Outcome("Lost", "what task B has signalled: task A waits on.")),

            RuleId.ConditionWithoutLock => new MisuseStory(
                "without the lock", null, "who waits",
                [
                    B(null, "looks at the state, and finds that it has to wait"),
                    A(Role.Write, "comes in between: nothing holds it back"),
                    B(null, $"waits for {it}, after it was notified"),
                ],
                new Outcome("Lost", "the notification, and with it the waiter.")),

            RuleId.ConditionWithoutPredicate => new MisuseStory(
                "waits once", null, "another waiter",
                [
                    A(Role.Write, "waits, and is woken"),
                    B(null, "is woken too, and takes what there was"),
                    A(null, "goes on without a look at the state"),
                ],
                new Outcome("Missing", "what task A takes to be there.")),

            _ => null,
        };
    }

    private static MisuseStory Release(Finding finding, string it)
    {
        string unheld = finding.Situation switch
        {
            "Missed" => $"does not get {it}: its time is up",
            "Completed" => $"was cancelled, and does not get {it}",
            "ReleasedBefore" => $"releases {it}",
            "Thrown" => $"fails, or is cancelled: it has no {it}",
            _ => "",
        };
        var place = finding.LineOf(Role.Exit) is not null ? Role.Exit : finding.LineOf(Role.Release) is not null ? Role.Release : Role.Acquire;
        var steps = ImmutableArray.CreateBuilder<MisuseStep>();
        if (finding.LineOf(Role.Acquire) is not null)
            steps.Add(A(Role.Acquire, $"acquires {it}"));
        else
            steps.Add(A(null, $"holds {it}"));
        if (unheld.Length > 0 && finding.LineOf(place) is not null)
            steps.Add(B(place, unheld));
        steps.Add(B(Role.Write, "releases what task A holds"));
        steps.Add(A(null, "is not alone any more: the next one gets in"));
        return new MisuseStory("released", null, null, steps.ToImmutable(), new Outcome("Lost", $"the limit of {it}; from now on it lets in one more than it should."));
    }

    /// <summary>The mark at a place of this role, where it has one.</summary>
    internal static string LabelOf(Role role) => role switch
    {
        Role.Acquire => "acquired",
        Role.Release => "released",
        Role.Exit => "leaves here",
        Role.Inner => "acquired here too",
        Role.Await => Story.SuspensionLabel,
        Role.Wait => "waits",
        Role.Capture => "kept, or started",
        _ => "",
    };

    private static MisuseStep A(Role? place, string explanation) => new(IsTaskB: false, place, explanation);

    private static MisuseStep B(Role? place, string explanation) => new(IsTaskB: true, place, explanation);
}

/// <summary>One event of a misuse's story.</summary>
/// <param name="Place">The finding's location that it happens at; null for none.</param>
internal sealed record MisuseStep(bool IsTaskB, Role? Place, string Explanation);
