namespace AsyncRace.Threading;

/// <summary>
/// States that the marked member may only be used while the named lock is held. The analyzers report every use outside it
/// (ASYNCRACE004).
/// </summary>
/// <remarks>
/// The attribute has no effect at run time. The name is that of a field or property of the same type; <c>nameof</c> keeps it right
/// when the lock is renamed.
/// </remarks>
/// <example>
/// <code>
/// private readonly AsyncLock _lock = new();
///
/// [GuardedBy(nameof(_lock))]
/// private decimal _balance;
/// </code>
/// </example>
/// <param name="lock">The name of the field or property that holds the lock.</param>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property | AttributeTargets.Event | AttributeTargets.Method)]
public sealed class GuardedByAttribute(string @lock) : Attribute
{
    /// <summary>The name of the field or property that holds the lock.</summary>
    public string Lock { get; } = @lock;
}
