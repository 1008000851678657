namespace AsyncRace.Analyzers.Rules;

/// <summary>What the additional locations of a misuse are, as <see cref="FindingProperties.Roles"/> names them.</summary>
internal static class FindingRoles
{
    /// <summary>Where the lock is acquired.</summary>
    internal const string Acquire = "acquire";

    /// <summary>Where the lock is released.</summary>
    internal const string Release = "release";

    /// <summary>Where the path leaves: a <c>return</c>, or what throws.</summary>
    internal const string Exit = "exit";
}
