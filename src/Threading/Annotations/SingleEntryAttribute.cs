namespace AsyncRace.Threading;

/// <summary>
/// States that the marked method never runs twice at once on the same instance: its callers see to that. The analyzers then do not
/// take a second call of it for a rival of the first.
/// </summary>
/// <remarks>The attribute has no effect at run time: it is a promise, not a lock.</remarks>
/// <example>
/// <code>
/// [SingleEntry] // called by the one reader loop only
/// private async Task PumpAsync() { … }
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SingleEntryAttribute : Attribute;
