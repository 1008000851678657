namespace AsyncRace.Threading.Tests;

/// <summary>
/// Workers on real threads use one primitive in every way they can, cancel their own and each other's waits, and check all the while what must
/// hold of it. A seed fixes what each worker decides (not how the threads interleave).
/// </summary>
internal abstract class StressRun(int seed, int asyncWorkers, int blockingWorkers = 0)
{
    private readonly CancellationTokenSource?[] _sources = new CancellationTokenSource?[asyncWorkers + blockingWorkers];
    private readonly TaskCompletionSource _violated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _violation;
    private long _steps;

    /// <summary>How much was done.</summary>
    internal long Steps => Interlocked.Read(ref _steps);

    protected int Workers => asyncWorkers + blockingWorkers;

    /// <summary>False once something was violated: whatever waits for others should give up.</summary>
    protected bool GoesOn => Volatile.Read(ref _violation) is null;

    /// <summary>Runs all workers to their end, or until the first violation, or until nothing has moved for the time of patience.</summary>
    /// <returns>What was violated; null if nothing was.</returns>
    internal async Task<string?> RunAsync(TimeSpan patience)
    {
        Task all = Task.WhenAll(Enumerable.Range(0, Workers).Select(id => id < asyncWorkers
            ? Task.Run(() => GuardedAsync(id))
            : Guard.OnThread(() => GuardedAsync(id).GetAwaiter().GetResult())));
        long steps = -1;
        while (await Task.WhenAny(all, _violated.Task, Task.Delay(patience)) is var first && first != all)
        {
            if (first == _violated.Task)
                return _violation;
            long now = Steps;
            if (now == steps)
                return $"nothing moved any more after {steps} operations: a wake-up was lost";
            steps = now;
        }

        return _violation ?? ViolatedAtEnd();
    }

    /// <summary>What one worker does.</summary>
    protected abstract Task WorkAsync(Worker worker);

    /// <summary>What does not hold although everybody has gone home; null if all does.</summary>
    protected virtual string? ViolatedAtEnd() => null;

    protected void Check(bool holds, string violation)
    {
        if (!holds)
            Violate(violation);
    }

    /// <summary>Waits for something that other workers bring about.</summary>
    protected async Task UntilAsync(Func<bool> condition)
    {
        while (GoesOn && !condition())
            await Task.Yield();
    }

    private void Violate(string violation)
    {
        Interlocked.CompareExchange(ref _violation, violation, null);
        _violated.TrySetResult();
    }

    private async Task GuardedAsync(int id)
    {
        try
        {
            await WorkAsync(new Worker(this, id, isBlocking: id >= asyncWorkers, new Random((seed * 31) + id)));
        }
        catch (Exception exception)
        {
            Violate(exception.ToString());
        }
    }

    protected sealed class Worker(StressRun run, int id, bool isBlocking, Random random)
    {
        private CancellationTokenSource? _source;

        internal int Id => id;

        /// <summary>Whether the worker has a thread of its own, which it may block.</summary>
        internal bool IsBlocking => isBlocking;

        internal bool OneIn(int times) => random.Next(times) == 0;

        internal int Next(int below) => random.Next(below);

        /// <summary>Does one thing, with a token that is cancelled before it, during it, by somebody else, or never; or with none.</summary>
        /// <returns>Whether it came to its end; false if the token was cancelled.</returns>
        internal async Task<bool> TryAsync(Func<CancellationToken, Task> action)
        {
            Interlocked.Increment(ref run._steps);
            using var source = new CancellationTokenSource();
            CancellationToken token = OneIn(3) ? default : source.Token;
            if (OneIn(20))
                source.Cancel();
            _source = source;
            Volatile.Write(ref run._sources[id], source);
            try
            {
                await action(token);
                return true;
            }
            catch (OperationCanceledException exception) when (exception.CancellationToken == source.Token)
            {
                return false;
            }
            finally
            {
                Volatile.Write(ref run._sources[id], null);
            }
        }

        /// <summary>To be called between the beginning of a wait and its <c>await</c>: cancels it, or another one, or none.</summary>
        internal void MayCancel()
        {
            if (OneIn(4))
                _source!.Cancel();
            if (OneIn(4))
                CancelSomebody();
        }

        internal void CancelSomebody()
        {
            try
            {
                Volatile.Read(ref run._sources[random.Next(run._sources.Length)])?.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // its owner was just done with it
            }
        }

        /// <summary>Takes a while, in one way or another.</summary>
        internal async ValueTask LingerAsync()
        {
            switch (random.Next(4))
            {
                case 0 when !isBlocking:
                    await Task.Yield();
                    break;
                case 1:
                    Thread.SpinWait(random.Next(100));
                    break;
                case 2:
                    CancelSomebody();
                    break;
            }
        }

        /// <summary>Ends a wait: asynchronously, or by blocking the worker's own thread.</summary>
        internal ValueTask<T> End<T>(ValueTask<T> wait) => isBlocking ? new ValueTask<T>(wait.AsTask().GetAwaiter().GetResult()) : wait;
    }
}
