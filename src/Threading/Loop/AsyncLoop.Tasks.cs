namespace AsyncRace.Threading;

public sealed partial class AsyncLoop
{
    private readonly HashSet<Task> _tasks = [];
    private readonly CancellationTokenSource _closing = new();
    private CancellationTokenSource? _interruption;
    private bool _isClosing;

    /// <summary>Runs a new loop until its main method ends, then closes it: tasks that still run are cancelled and waited for.</summary>
    /// <param name="main">The main method.</param>
    /// <exception cref="InvalidOperationException">A loop runs on this thread already; the main method has not been started.</exception>
    /// <remarks>An exception of the main method comes out as it is. Exceptions of left-over tasks go to the <see cref="IncidentHandler"/>.</remarks>
    public static void Run(Func<Task> main)
    {
        Check(main);
        using var loop = new AsyncLoop();
        loop.RunUntilComplete(main);
    }

    /// <inheritdoc cref="Run(Func{Task})"/>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <returns>What the main method returns.</returns>
    public static T Run<T>(Func<Task<T>> main)
    {
        Check(main);
        using var loop = new AsyncLoop();
        return loop.RunUntilComplete(main);
    }

    /// <inheritdoc cref="Run(Func{Task})"/>
    /// <param name="main">The main method. Its token is cancelled by Ctrl+C; a second Ctrl+C ends the process.</param>
    public static void Run(Func<CancellationToken, Task> main)
    {
        Check(main);
        using var loop = new AsyncLoop();
        loop.RunInterruptibly(main);
    }

    /// <inheritdoc cref="Run(Func{CancellationToken, Task})"/>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <returns>What the main method returns.</returns>
    public static T Run<T>(Func<CancellationToken, Task<T>> main)
    {
        Check(main);
        using var loop = new AsyncLoop();
        return ((Task<T>)loop.RunInterruptibly(main)).GetAwaiter().GetResult();
    }

    /// <summary>Runs the loop until a task has ended.</summary>
    /// <param name="task">The task; one that <see cref="CreateTask(Func{Task})"/> made must be this loop's.</param>
    /// <exception cref="ArgumentException">The task is another loop's.</exception>
    /// <exception cref="InvalidOperationException">The loop is closed or runs already; or it was stopped before the task had ended.</exception>
    public void RunUntilComplete(Task task)
    {
        if (task is null)
            throw new ArgumentNullException(nameof(task));
        CheckCanRun();
        if (task.AsyncState is AsyncLoop owner && owner != this)
            throw new ArgumentException($"The task belongs to {owner}, it cannot be completed by running {this}.", nameof(task));
        StopWhenEnded(task, out Action forget);
        try
        {
            RunForever();
        }
        finally
        {
            forget();
        }

        if (!task.IsCompleted)
            throw new InvalidOperationException($"The event loop was stopped before the task was completed: {this}.");
        task.GetAwaiter().GetResult();
    }

    /// <inheritdoc cref="RunUntilComplete(Task)"/>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <returns>The task's result.</returns>
    public T RunUntilComplete<T>(Task<T> task)
    {
        RunUntilComplete((Task)task);
        return task.GetAwaiter().GetResult();
    }

    /// <summary>Runs the loop until an asynchronous method has ended. Tasks that it leaves behind go on in the next run.</summary>
    /// <param name="main">The method; started on the loop.</param>
    /// <exception cref="InvalidOperationException">The loop is closed or runs already; or it was stopped before the method had ended.</exception>
    public void RunUntilComplete(Func<Task> main)
    {
        Check(main);
        CheckCanRun();
        RunUntilComplete(CreateTask(main));
    }

    /// <inheritdoc cref="RunUntilComplete(Func{Task})"/>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <returns>What the method returns.</returns>
    public T RunUntilComplete<T>(Func<Task<T>> main)
    {
        Check(main);
        CheckCanRun();
        return RunUntilComplete(CreateTask(main));
    }

    /// <summary>Starts an asynchronous method on the loop, in the next turn.</summary>
    /// <param name="work">The method.</param>
    /// <returns>Its task. Who awaits it goes on in the turn after the one in which it ends.</returns>
    /// <exception cref="InvalidOperationException">The loop is closed.</exception>
    public Task CreateTask(Func<Task> work)
    {
        Check(work);
        return CreateTask(_ => work());
    }

    /// <inheritdoc cref="CreateTask(Func{Task})"/>
    /// <param name="work">The method. Its token is cancelled when the loop is closed.</param>
    public Task CreateTask(Func<CancellationToken, Task> work)
    {
        Check(work);
        return CreateTask(
            async token =>
            {
                await work(token);
                return true;
            },
            default);
    }

    /// <inheritdoc cref="CreateTask(Func{Task})"/>
    /// <typeparam name="T">The type of the result.</typeparam>
    public Task<T> CreateTask<T>(Func<Task<T>> work)
    {
        Check(work);
        return CreateTask(_ => work(), default);
    }

    /// <inheritdoc cref="CreateTask(Func{CancellationToken, Task})"/>
    /// <typeparam name="T">The type of the result.</typeparam>
    public Task<T> CreateTask<T>(Func<CancellationToken, Task<T>> work)
    {
        Check(work);
        return CreateTask(work, default);
    }

    /// <summary>Runs an action on the loop. From any thread.</summary>
    /// <param name="action">The action.</param>
    /// <returns>A task that ends with it, with its exception if it throws.</returns>
    /// <exception cref="InvalidOperationException">The loop is closed.</exception>
    public Task InvokeAsync(Action action)
    {
        Check(action);
        return InvokeAsync(() =>
        {
            action();
            return true;
        });
    }

    /// <summary>Runs a function on the loop. From any thread.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="function">The function.</param>
    /// <returns>A task that ends with its result, or with its exception if it throws.</returns>
    /// <exception cref="InvalidOperationException">The loop is closed.</exception>
    public Task<T> InvokeAsync<T>(Func<T> function)
    {
        Check(function);
        return CreateTask(_ => Task.FromResult(function()), default);
    }

    /// <summary>Runs an asynchronous method on the loop. From any thread.</summary>
    /// <param name="work">The method.</param>
    /// <returns>A task that ends as the method's does.</returns>
    /// <exception cref="InvalidOperationException">The loop is closed.</exception>
    public Task InvokeAsync(Func<Task> work) => CreateTask(work);

    /// <inheritdoc cref="InvokeAsync(Func{Task})"/>
    /// <typeparam name="T">The type of the result.</typeparam>
    public Task<T> InvokeAsync<T>(Func<Task<T>> work) => CreateTask(work);

    /// <summary>Runs an asynchronous method on the loop, which the caller can cancel. From any thread.</summary>
    /// <param name="work">The method. Its token is cancelled with the caller's, and when the loop is closed.</param>
    /// <param name="cancellationToken">Cancels the method; if it has not started by then, it does not start.</param>
    /// <returns>A task that ends as the method's does.</returns>
    /// <exception cref="InvalidOperationException">The loop is closed.</exception>
    public Task InvokeAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        Check(work);
        return CreateTask(
            async token =>
            {
                await work(token);
                return true;
            },
            cancellationToken);
    }

    /// <inheritdoc cref="InvokeAsync(Func{CancellationToken, Task}, CancellationToken)"/>
    /// <typeparam name="T">The type of the result.</typeparam>
    public Task<T> InvokeAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        Check(work);
        return CreateTask(work, cancellationToken);
    }

    /// <summary>Runs a blocking action on the thread pool, so that the loop can go on. Awaited on the loop, its end comes back to it.</summary>
    /// <param name="action">The action. It sees the caller's <see cref="AsyncLocal{T}"/> values.</param>
    /// <returns>A task that ends with it, with its exception if it throws.</returns>
    /// <exception cref="InvalidOperationException">The loop is closed.</exception>
    public Task RunInExecutor(Action action)
    {
        Check(action);
        return RunInExecutor(() =>
        {
            action();
            return true;
        });
    }

    /// <inheritdoc cref="RunInExecutor(Action)"/>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="function">The function. It sees the caller's <see cref="AsyncLocal{T}"/> values.</param>
    public async Task<T> RunInExecutor<T>(Func<T> function)
    {
        Check(function);
        CheckOpen();
        Interlocked.Increment(ref _jobs);
        try
        {
            return await Task.Run(function);
        }
        finally
        {
            Interlocked.Decrement(ref _jobs);
        }
    }

    /// <summary>Cancels the token of the main method that runs on the loop, as Ctrl+C does. From any thread.</summary>
    public void Interrupt() => TryEnqueue(new SendOrPostCallback(static loop => ((AsyncLoop)loop!)._interruption?.Cancel()), this);

    /// <summary>
    /// Cancels the tasks that still run, runs the loop until they have ended, and closes it for good. Does nothing if it is closed.
    /// </summary>
    /// <exception cref="InvalidOperationException">The loop runs.</exception>
    /// <remarks>A task that has not ended <see cref="CloseTimeout"/> after it was cancelled is reported and left alone; what is left of it
    /// goes on on the thread pool.</remarks>
    public void Close()
    {
        if (IsClosed)
            return;
        if (IsRunning)
            throw new InvalidOperationException($"A running event loop cannot be closed: {this}. Stop it first.");
        EndTasks();
        foreach (object? value in Locals.Values)
            (value as IDisposable)?.Dispose();
        Locals.Clear();
        StateWord.Exit(ref _state, StateWord.Enter(ref _state) | Closed);
        FlushAfterClose();
        _closing.Dispose();
    }

    /// <summary>Closes the loop: see <see cref="Close"/>.</summary>
    public void Dispose() => Close();

    private static void Check(Delegate work)
    {
        if (work is null)
            throw new ArgumentNullException(nameof(work));
    }

    private void CheckCanRun()
    {
        CheckOpen();
        if (_current is { } other)
            throw new InvalidOperationException($"A loop cannot be run from a running event loop: {other} runs on this thread.");
        if (IsRunning)
            throw new InvalidOperationException($"The event loop is already running on another thread: {this}.");
    }

    /// <summary>Has the end of a task stop the loop, unless that is forgotten before: the loop may run for somebody else by then.</summary>
    private void StopWhenEnded(Task task, out Action forget)
    {
        AsyncLoop? loop = this;
        _ = task.ContinueWith(
            _ => Volatile.Read(ref loop)?.Stop(),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        forget = () => Volatile.Write(ref loop, null);
    }

    private Task RunInterruptibly(Func<CancellationToken, Task> main)
    {
        CheckCanRun();
        using var interruption = new CancellationTokenSource();
        _interruption = interruption;
        ConsoleCancelEventHandler onCancel = (_, pressed) =>
        {
            // The second time the process ends, as it would have the first time.
            pressed.Cancel = !interruption.IsCancellationRequested;
            Interrupt();
        };
        Console.CancelKeyPress += onCancel;
        try
        {
            Task? task = null;
            RunUntilComplete(CreateTask(() => task = main(interruption.Token)));
            return task!;
        }
        finally
        {
            Console.CancelKeyPress -= onCancel;
            _interruption = null;
        }
    }

    private Task<T> CreateTask<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        CheckOpen();
        // Whoever awaits the task is put into the queue like everybody else, and does not run inside the method that ends it.
        var completion = new TaskCompletionSource<T>(this, TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_tasks)
            _tasks.Add(completion.Task);
        if (!TryEnqueue(LoopHandle.For(this, () => RunTask(work, completion, cancellationToken)), null))
        {
            lock (_tasks)
                _tasks.Remove(completion.Task);
            throw IsClosedError();
        }

        return completion.Task;
    }

    /// <remarks>async void, but every exception ends up in the task.</remarks>
    private async void RunTask<T>(Func<CancellationToken, Task<T>> work, TaskCompletionSource<T> completion, CancellationToken cancellationToken)
    {
        CancellationToken closing = _closing.Token;
        using CancellationTokenSource? linked =
            cancellationToken.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, closing) : null;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            T result = await work(linked?.Token ?? closing);
            Forget();
            completion.TrySetResult(result);
        }
        catch (OperationCanceledException exception)
        {
            Forget();
            completion.TrySetCanceled(exception.CancellationToken);
        }
        catch (Exception exception)
        {
            if (_isClosing)
                Report("A task ended with an exception while the loop was being closed", exception);
            Forget();
            completion.TrySetException(exception);
        }

        void Forget()
        {
            lock (_tasks)
                _tasks.Remove(completion.Task);
        }
    }

    private void EndTasks()
    {
        if (LeftTasks().Length == 0)
            return;
        _isClosing = true;
        try
        {
            CallSoon(_closing.Cancel);
            StopWhenEnded(WhenNoneIsLeft(), out Action forget);
            using (new Timer(_ => Stop(), null, CloseTimeout, Timeout.InfiniteTimeSpan))
                RunForever();
            forget();
            for (int i = LeftTasks().Length; i > 0; i--)
                Report($"A task did not end within {CloseTimeout} of being cancelled; it was left alone", null);
        }
        finally
        {
            _isClosing = false;
        }

        // A task that is being cancelled may start others.
        async Task WhenNoneIsLeft()
        {
            while (LeftTasks() is { Length: > 0 } left)
                await Task.WhenAll(left).ContinueWith(static _ => { }, TaskScheduler.Default).ConfigureAwait(false);
        }
    }

    private Task[] LeftTasks()
    {
        lock (_tasks)
            return [.. _tasks];
    }

    /// <summary>Lets the thread pool have what was ready when the loop was closed, but no timer and no callback: only continuations.</summary>
    private void FlushAfterClose()
    {
        int count = TakeReady();
        for (int i = 0; i < count; i++)
        {
            WorkItem item = _running[i];
            _running[i] = default;
            item.MoveToThreadPool();
        }
    }
}
