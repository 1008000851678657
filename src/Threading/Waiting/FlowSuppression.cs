namespace AsyncRace.Threading;

/// <summary>Keeps what is registered inside from capturing, and so keeping alive, the caller's execution context.</summary>
internal readonly struct FlowSuppression : IDisposable
{
    private readonly bool _suppressed;

    private FlowSuppression(bool suppressed) => _suppressed = suppressed;

    internal static FlowSuppression Begin()
    {
        if (ExecutionContext.IsFlowSuppressed())
            return default;
        ExecutionContext.SuppressFlow();
        return new FlowSuppression(true);
    }

    public void Dispose()
    {
        if (_suppressed)
            ExecutionContext.RestoreFlow();
    }
}
