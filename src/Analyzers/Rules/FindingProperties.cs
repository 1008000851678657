namespace AsyncRace.Analyzers.Rules;

/// <summary>
/// The facts of a finding as machine-readable properties on its diagnostic: what the message tells a person, for the code fixes,
/// the command line and any reader of the compiler's SARIF log. Lines are 1-based and of the file the fact is in.
/// </summary>
internal static class FindingProperties
{
    /// <summary>The shared location as the code spells it: <c>_balance</c>, <c>_orders</c>, <c>_link.LastUsed</c>.</summary>
    internal const string Location = "AsyncRace.Location";

    /// <summary>The member that suspends, as a person names it: <c>IncrementAsync</c>.</summary>
    internal const string Member = "AsyncRace.Member";

    /// <summary>The line of the read (or of the check) that went stale.</summary>
    internal const string ReadLine = "AsyncRace.ReadLine";

    /// <summary>The line of the await at which other tasks run.</summary>
    internal const string SuspensionLine = "AsyncRace.SuspensionLine";

    /// <summary>The line of the write that relies on the stale read.</summary>
    internal const string WriteLine = "AsyncRace.WriteLine";

    /// <summary>The member that interferes; the same as <see cref="Member"/> where another call of it does.</summary>
    internal const string Rival = "AsyncRace.Rival";

    /// <summary>The line of the rival write.</summary>
    internal const string RivalLine = "AsyncRace.RivalLine";

    /// <summary>The name of the lock that the type already uses for this location, if it uses one.</summary>
    internal const string Guard = "AsyncRace.Guard";

    /// <summary>Of a misused lock: in which of the rule's situations it is.</summary>
    internal const string Situation = "AsyncRace.Situation";

    /// <summary>Of a release: set where no path comes to it with the lock.</summary>
    internal const string NeverHeld = "AsyncRace.NeverHeld";

    /// <summary>The method of the lock that acquires it and returns a scope.</summary>
    internal const string Scope = "AsyncRace.Scope";

    /// <summary>
    /// What each of the diagnostic's additional locations is, in their order and separated by commas:
    /// <c>read</c>, <c>suspension</c>, <c>rival</c>.
    /// </summary>
    internal const string Roles = "AsyncRace.Roles";

    /// <summary>Which of its rule's shapes a finding has, where the rule has several: see <see cref="RaceShape"/>.</summary>
    internal const string Shape = "AsyncRace.Shape";

    /// <summary>What a static is bound to (ASYNCRACE101): <c>EventLoop</c>, <c>Dispatcher</c>.</summary>
    internal const string Binding = "AsyncRace.Binding";

    /// <summary>Set where a static also waits for the work that it starts (ASYNCRACE102).</summary>
    internal const string Blocks = "AsyncRace.Blocks";
}
