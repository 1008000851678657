using System.Diagnostics;

namespace AsyncRace.Threading;

/// <summary>
/// A single-threaded event loop: everything given to it runs on one thread, one after the other, in turns. Between two <c>await</c>s nothing
/// else of the loop runs.
/// </summary>
/// <remarks>
/// <para><b>Turns.</b> What is ready when a turn begins runs in the order in which it became ready; what becomes ready meanwhile runs in the
/// next turn. Continuations of <c>await</c> come back to the loop the same way.</para>
/// <para><b>Threads.</b> A loop runs on the thread that calls <see cref="Run(Func{Task})"/>, <see cref="RunForever"/> or
/// <see cref="RunUntilComplete(Task)"/>, while that call lasts. From other threads use <see cref="Post"/> and <c>InvokeAsync</c>.</para>
/// <para><b>Time.</b> <see cref="Time"/> is monotonic. A loop made by <see cref="WithVirtualTime"/> does not sleep: when nothing is ready, its
/// clock jumps to the next timer, so that an hour of timers runs in milliseconds. Whatever takes a <see cref="System.TimeProvider"/> can
/// use the loop's by <see cref="TimeProvider"/>; the timeouts of the companion types use it by themselves.</para>
/// <para><b>Exceptions.</b> A callback that throws does not end the loop: see <see cref="IncidentHandler"/>.</para>
/// <para><b>The end.</b> <see cref="Close"/> cancels the tasks that still run, waits for them, and refuses everything new.</para>
/// </remarks>
/// <example>
/// <code>
/// static int Main() => AsyncLoop.Run(async cancellationToken =>
/// {
///     var loop = AsyncLoop.Current!;
///     loop.CallLater(TimeSpan.FromSeconds(1), () => Console.WriteLine("a second later"));
///     Task ticking = loop.CreateTask(() => TickAsync(cancellationToken)); // starts next turn
///     await ticking;
///     return 0;
/// });
/// </code>
/// </example>
[DebuggerDisplay("{ToString(),nq}")]
[DebuggerTypeProxy(typeof(DebugView))]
public sealed partial class AsyncLoop : IDisposable
{
    private static int _made;

    [ThreadStatic]
    private static AsyncLoop? _current;

    private readonly LoopContext _context;
    private readonly bool _isVirtual;
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _virtualTicks;

    /// <summary>Makes a loop. It does not run yet.</summary>
    /// <param name="name">What the loop is called in messages; null for a number.</param>
    public AsyncLoop(string? name = null)
        : this(name, isVirtual: false, DateTimeOffset.UtcNow)
    {
    }

    private AsyncLoop(string? name, bool isVirtual, DateTimeOffset start)
    {
        Name = name ?? $"#{Interlocked.Increment(ref _made)}";
        _isVirtual = isVirtual;
        _context = new LoopContext(this);
        TimeProvider = new LoopTimeProvider(this, start);
    }

    /// <summary>The loop that runs on this thread; null if none does.</summary>
    [LoopBound]
    public static AsyncLoop? Current => _current;

    /// <summary>What the loop is called in messages.</summary>
    public string Name { get; }

    /// <summary>Whether the loop runs now, on any thread.</summary>
    public bool IsRunning => Volatile.Read(ref _thread) is not null;

    /// <summary>Whether the loop was closed.</summary>
    public bool IsClosed => (Volatile.Read(ref _state) & Closed) != 0;

    /// <summary>How long the loop has existed, on its own clock. Never goes back.</summary>
    public TimeSpan Time => _isVirtual ? TimeSpan.FromTicks(Volatile.Read(ref _virtualTicks)) : ElapsedSince(_start);

    /// <summary>The loop's clock and timers. The callbacks of its timers run on the loop.</summary>
    public TimeProvider TimeProvider { get; }

    /// <summary>Brings whatever is posted to it onto the loop; what <c>await</c> captures on the loop.</summary>
    public SynchronizationContext SynchronizationContext => _context;

    /// <summary>
    /// Whether the loop reports callbacks that take longer than <see cref="SlowCallbackDuration"/>, and refuses to be used from other
    /// threads where only <see cref="Post"/> and <c>InvokeAsync</c> should be.
    /// </summary>
    public bool Debug { get; set; }

    /// <summary>How long one callback may keep the loop before it is reported, in <see cref="Debug"/> mode. 100 ms if not set.</summary>
    public TimeSpan SlowCallbackDuration { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long <see cref="Close"/> waits for cancelled tasks that do not end. 10 s if not set.</summary>
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// What to do about exceptions that nobody awaits, and about slow callbacks in <see cref="Debug"/> mode. Called on the loop. If null,
    /// they are written to <see cref="Console.Error"/>.
    /// </summary>
    public Action<LoopIncident>? IncidentHandler { get; set; }

    internal Dictionary<object, object?> Locals { get; } = [];

    internal bool IsCurrent => ReferenceEquals(_current, this);

    /// <summary>
    /// Makes a loop whose clock stands still while anything is ready, and then jumps to the next timer. It waits, without jumping, for work
    /// given to <see cref="RunInExecutor"/>.
    /// </summary>
    /// <param name="start">What the clock of its <see cref="TimeProvider"/> shows at first; null for the year 2000.</param>
    /// <param name="name">What the loop is called in messages; null for a number.</param>
    /// <returns>The loop. It does not run yet.</returns>
    public static AsyncLoop WithVirtualTime(DateTimeOffset? start = null, string? name = null) =>
        new(name, isVirtual: true, start ?? new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>Has a callback run in the next turn.</summary>
    /// <param name="callback">The callback.</param>
    /// <returns>A handle to cancel it.</returns>
    /// <exception cref="InvalidOperationException">The loop is closed; or it is in <see cref="Debug"/> mode and runs on another thread.</exception>
    public LoopHandle CallSoon(Action callback)
    {
        CheckCallback(callback);
        CheckThread();
        var handle = LoopHandle.For(this, callback);
        Enqueue(handle, null);
        return handle;
    }

    /// <summary>Has a callback run after some time.</summary>
    /// <param name="delay">How long from now; zero or less for as soon as possible.</param>
    /// <param name="callback">The callback.</param>
    /// <returns>A handle to cancel it.</returns>
    /// <exception cref="InvalidOperationException">The loop is closed; or it is in <see cref="Debug"/> mode and runs on another thread.</exception>
    public LoopTimer CallLater(TimeSpan delay, Action callback) => CallAt(Time + delay, callback);

    /// <summary>Has a callback run at a certain time.</summary>
    /// <param name="due">When, on the clock of <see cref="Time"/>. Callbacks that are due at the same time run in the order of the calls.</param>
    /// <param name="callback">The callback.</param>
    /// <returns>A handle to cancel it.</returns>
    /// <exception cref="InvalidOperationException">The loop is closed; or it is in <see cref="Debug"/> mode and runs on another thread.</exception>
    public LoopTimer CallAt(TimeSpan due, Action callback)
    {
        CheckCallback(callback);
        CheckThread();
        return AddTimer(due, callback);
    }

    /// <summary>Has a callback run in the next turn. From any thread: wakes the loop if it sleeps.</summary>
    /// <param name="callback">The callback.</param>
    /// <returns>A handle to cancel it.</returns>
    /// <exception cref="InvalidOperationException">The loop is closed.</exception>
    public LoopHandle Post(Action callback)
    {
        CheckCallback(callback);
        var handle = LoopHandle.For(this, callback);
        Enqueue(handle, null);
        return handle;
    }

    /// <summary>Ends after some time on the loop's clock.</summary>
    /// <param name="delay">How long; <see cref="Timeout.InfiniteTimeSpan"/> until it is cancelled.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends then.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task Delay(TimeSpan delay, CancellationToken cancellationToken = default) =>
#if NETSTANDARD2_0
        TimeProvider.Delay(delay, cancellationToken);
#else
        Task.Delay(delay, TimeProvider, cancellationToken);
#endif

    /// <summary>Says the name and the state, for example <c>AsyncLoop '#1' [running]</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{nameof(AsyncLoop)} '{Name}' [{(IsClosed ? "closed" : IsRunning ? "running" : "stopped")}]";

    /// <remarks>Nearly everywhere the clock counts nanoseconds; a division by a constant is a multiplication.</remarks>
    private static TimeSpan ElapsedSince(long timestamp)
    {
        const long Nanoseconds = 1_000_000_000;
        long elapsed = Stopwatch.GetTimestamp() - timestamp;
        return new TimeSpan(Stopwatch.Frequency switch
        {
            Nanoseconds => elapsed / (Nanoseconds / TimeSpan.TicksPerSecond),
            TimeSpan.TicksPerSecond => elapsed,
            _ => (long)(elapsed * ((double)TimeSpan.TicksPerSecond / Stopwatch.Frequency)),
        });
    }

    private static void CheckCallback(Action callback)
    {
        if (callback is null)
            throw new ArgumentNullException(nameof(callback));
    }

    private void CheckThread()
    {
        if (Debug && IsRunning && !IsCurrent)
        {
            throw new InvalidOperationException(
                $"Non-thread-safe operation: {this} was used from a thread that is not its own. Use Post or InvokeAsync from other threads.");
        }
    }

    private void CheckOpen()
    {
        if (IsClosed)
            throw IsClosedError();
    }

    private InvalidOperationException IsClosedError() => new($"The event loop is closed, it can run nothing any more: {this}.");
}
