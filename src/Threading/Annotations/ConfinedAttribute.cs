namespace AsyncRace.Threading;

/// <summary>
/// States that each instance of the marked type has one owner at a time: no two tasks use the same instance at once. The analyzers
/// then look for no races on its members.
/// </summary>
/// <remarks>The attribute has no effect at run time: it is a promise, not a lock.</remarks>
/// <example>
/// <code>
/// [Confined] // made, used and dropped by one request
/// internal sealed class RequestState { … }
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface)]
public sealed class ConfinedAttribute : Attribute;
