using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace AsyncRace.Threading;

/// <summary>
/// A value that is made asynchronously when it is first awaited, by one execution however many await it.
/// </summary>
/// <remarks>
/// <para><b>Where it runs.</b> The factory starts inside the first await, in that caller's context, as any asynchronous method does. Callers'
/// cancellation tokens end their own wait only, never the execution that others wait for.</para>
/// <para><b>Failure.</b> By default an execution that fails is forgotten, so that a passing fault does not stay for ever, as it does with
/// a <see cref="Lazy{T}"/> of a task: see <see cref="AsyncLazyFailure"/>.</para>
/// <para><b>Thread safety.</b> Every member may be called from any thread and from any event loop.</para>
/// </remarks>
/// <example>
/// <code>
/// private readonly AsyncLazy&lt;Connection&gt; _connection = new(() => Connection.OpenAsync());
///
/// public async Task SendAsync(Message message)
/// {
///     Connection connection = await _connection;
///     await connection.SendAsync(message);
/// }
/// </code>
/// </example>
/// <typeparam name="T">The type of the value.</typeparam>
/// <param name="factory">Makes the value.</param>
/// <param name="onFailure">What to do after an execution that failed or was cancelled.</param>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class AsyncLazy<T>(Func<Task<T>> factory, AsyncLazyFailure onFailure = AsyncLazyFailure.Retry)
{
    private readonly Func<Task<T>> _factory = factory ?? throw new ArgumentNullException(nameof(factory));
    private Execution? _execution;

    /// <summary>Whether an execution has begun, and was not forgotten since.</summary>
    public bool IsStarted => Volatile.Read(ref _execution) is not null;

    /// <summary>Whether the value is there, so that awaiting it ends at once.</summary>
    public bool IsValueCreated => Volatile.Read(ref _execution) is { Task.Status: TaskStatus.RanToCompletion };

    /// <summary>Awaits the value, and starts making it if nobody has.</summary>
    /// <returns>The awaiter.</returns>
    public TaskAwaiter<T> GetAwaiter() => GetTask().GetAwaiter();

    /// <summary>Awaits the value without coming back to the captured context.</summary>
    /// <param name="continueOnCapturedContext">Whether to come back to it.</param>
    /// <returns>The awaitable.</returns>
    public ConfiguredTaskAwaitable<T> ConfigureAwait(bool continueOnCapturedContext) => GetTask().ConfigureAwait(continueOnCapturedContext);

    /// <summary>Waits for the value, and starts making it if nobody has.</summary>
    /// <param name="cancellationToken">Ends this wait; the execution goes on for the others.</param>
    /// <returns>The value.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task<T> GetValueAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<T>(cancellationToken);
        Task<T> task = GetTask();
#if NETSTANDARD2_0
        return cancellationToken.CanBeCanceled && !task.IsCompleted ? WaitAsync(task, cancellationToken) : task;
#else
        return task.WaitAsync(cancellationToken);
#endif
    }

    /// <summary>Starts making the value, if nobody has, without waiting for it.</summary>
    public void Start() => GetTask();

    /// <summary>Forgets the value: the next one to await it makes it anew. Who awaits an execution that has begun still gets its value.</summary>
    public void Reset() => Volatile.Write(ref _execution, null);

    /// <summary>Says the state, for example <c>AsyncLazy [created: 42]</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Volatile.Read(ref _execution) switch
    {
        null => $"{nameof(AsyncLazy<T>)} [not started]",
        { Task: { Status: TaskStatus.RanToCompletion } task } => $"{nameof(AsyncLazy<T>)} [created: {task.Result}]",
        { Task.IsCompleted: true } => $"{nameof(AsyncLazy<T>)} [failed]",
        _ => $"{nameof(AsyncLazy<T>)} [running]",
    };

    private Task<T> GetTask()
    {
        if (Volatile.Read(ref _execution) is { } begun)
            return begun.Task;
        var mine = new Execution();
        if (Interlocked.CompareExchange(ref _execution, mine, null) is { } other)
            return other.Task;
        Run(mine);
        return mine.Task;
    }

    private void Run(Execution execution)
    {
        Task<T> making;
        try
        {
            making = _factory();
        }
        catch (Exception exception)
        {
            making = Task.FromException<T>(exception);
        }

        // Not awaited: what ends here needs no context to come back to, and must not go by way of the thread pool either.
        _ = making.ContinueWith(End, execution, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void End(Task<T> making, object? state)
    {
        var execution = (Execution)state!;
        if (making.Status != TaskStatus.RanToCompletion && onFailure == AsyncLazyFailure.Retry)
        {
            // Before anybody hears of the failure, so that who tries again at once does not meet it again.
            Interlocked.CompareExchange(ref _execution, null, execution);
        }

        if (making.IsFaulted)
            execution.SetException(making.Exception!.InnerExceptions);
        else if (making.IsCanceled)
            execution.TrySetCanceled(CancellationOf(making));
        else
            execution.SetResult(making.Result);
    }

    private static CancellationToken CancellationOf(Task<T> canceled)
    {
        try
        {
            canceled.GetAwaiter().GetResult();
            return default;
        }
        catch (OperationCanceledException exception)
        {
            return exception.CancellationToken;
        }
    }

#if NETSTANDARD2_0
    private static async Task<T> WaitAsync(Task<T> task, CancellationToken cancellationToken)
    {
        var cancelled = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        using (cancellationToken.Register(() => cancelled.TrySetCanceled(cancellationToken)))
            return await (await Task.WhenAny(task, cancelled.Task).ConfigureAwait(false)).ConfigureAwait(false);
    }
#endif

    private sealed class Execution() : TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
}
