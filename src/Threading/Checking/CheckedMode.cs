namespace AsyncRace.Threading;

/// <summary>
/// Has the locks look for mistakes that can only be seen while the program runs: a flow that waits for itself, locks taken in different
/// orders, and releasers that were never disposed.
/// </summary>
/// <remarks>
/// <para>For tests and for the hunt after a hang. It is off unless switched on, and then costs nothing measurable; on, it costs some
/// microseconds an acquisition and allocates. It concerns <see cref="AsyncLock"/>, <see cref="AsyncReaderWriterLock"/>, and scopes of an
/// <see cref="AsyncSemaphore"/>: those that are <em>made</em> while it is on, and for as long as they live.</para>
/// <para>To have it on from the start, set the switch <c>AsyncRace.Threading.CheckedMode</c>, in the project file by
/// <c>&lt;RuntimeHostConfigurationOption Include="AsyncRace.Threading.CheckedMode" Value="true" /&gt;</c>.</para>
/// <para><b>What a flow is.</b> An asynchronous method and everything it calls or starts, as an <see cref="AsyncLocal{T}"/> sees it. Work that
/// is started under a lock, and not awaited there, belongs to the holder's flow: start it under <see cref="ExecutionContext.SuppressFlow"/>
/// if it takes the same lock. A lock that a helper method takes and returns to its caller is not seen to be held by that caller.</para>
/// <para><b>In the debugger</b> a checked lock shows where it was taken, and each waiter where it waits.</para>
/// </remarks>
/// <example>
/// <code>
/// // in the set-up of a test project
/// CheckedMode.IsEnabled = true;
/// CheckedMode.IncidentHandler = incident => throw new InvalidOperationException(incident.Message);
/// </code>
/// </example>
public static class CheckedMode
{
    private static bool _isEnabled = AppContext.TryGetSwitch("AsyncRace.Threading.CheckedMode", out bool on) && on;

    /// <summary>Whether locks that are made from now on are checked.</summary>
    public static bool IsEnabled
    {
        get => Volatile.Read(ref _isEnabled);
        set => Volatile.Write(ref _isEnabled, value);
    }

    /// <summary>
    /// Whether to find out where a lock is made, asked for and taken, for messages and for the debugger. That is the larger part of what
    /// checked mode costs. True if not set.
    /// </summary>
    public static bool CapturesCallSites { get; set; } = true;

    /// <summary>
    /// What to do about an incident. If it throws, the call that asks for the lock does, and nothing has changed; if it does not, the wait
    /// goes on as without checked mode. If null, a self-deadlock throws <see cref="LockRecursionException"/>, and the rest is written to
    /// <see cref="Console.Error"/>. Abandoned releasers are reported by the finalizer's thread, where what it throws is written there too.
    /// </summary>
    public static Action<LockIncident>? IncidentHandler { get; set; }

    /// <summary>Reports from a call that can still be refused.</summary>
    internal static void Report(LockIncident incident)
    {
        if (IncidentHandler is { } handler)
            handler(incident);
        else if (incident.Kind == LockIncidentKind.SelfDeadlock)
            throw new LockRecursionException(incident.Message);
        else
            Console.Error.WriteLine(incident);
    }

    /// <summary>Reports from a finalizer, where an exception would end the process.</summary>
    internal static void ReportFromFinalizer(LockIncident incident)
    {
        try
        {
            Report(incident);
        }
        catch (Exception exception)
        {
            Console.Error.WriteLine(exception);
        }
    }
}
