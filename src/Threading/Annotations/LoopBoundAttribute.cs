namespace AsyncRace.Threading;

/// <summary>
/// States that what the marked member yields, or every instance of the marked type, belongs to the event loop, dispatcher or thread
/// that was current when it was made. The analyzers report it in a static (ASYNCRACE101), which may be initialized before the loop exists.
/// </summary>
/// <remarks>The attribute has no effect at run time.</remarks>
/// <example>
/// <code>
/// [LoopBound]
/// public static Renderer CreateForCurrentThread() => new(SynchronizationContext.Current);
/// </code>
/// </example>
[AttributeUsage(
    AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface | AttributeTargets.Constructor
    | AttributeTargets.Method | AttributeTargets.Property | AttributeTargets.Field)]
public sealed class LoopBoundAttribute : Attribute;
