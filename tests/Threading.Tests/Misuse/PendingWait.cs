namespace AsyncRace.Threading.Tests;

/// <summary>One wait that has begun, and its value task, to be handled in every wrong way.</summary>
internal abstract class PendingWait
{
    /// <summary>Awaits the value task, and leaves again what it lets in.</summary>
    internal abstract Task AwaitAsync();

    /// <summary>Takes the result without looking whether there is one, and leaves again.</summary>
    internal abstract void GetResult();

    /// <summary>Makes a task of the value task. What comes of it is left by <see cref="Leave"/>.</summary>
    internal abstract Task AsTask();

    internal abstract void Leave(Task ended);

    internal static PendingWait Of(ValueTask wait, Action leave) => new WithoutResult(wait, leave);

    internal static PendingWait Of<T>(ValueTask<T> wait, Action<T> leave) => new WithResult<T>(wait, leave);

#pragma warning disable CA2012 // value tasks handled wrongly are what is tested
    private sealed class WithoutResult(ValueTask wait, Action leave) : PendingWait
    {
        internal override async Task AwaitAsync()
        {
            await wait;
            leave();
        }

        internal override void GetResult()
        {
            wait.GetAwaiter().GetResult();
            leave();
        }

        internal override Task AsTask() => wait.AsTask();

        internal override void Leave(Task ended) => leave();
    }

    private sealed class WithResult<T>(ValueTask<T> wait, Action<T> leave) : PendingWait
    {
        internal override async Task AwaitAsync() => leave(await wait);

        internal override void GetResult() => leave(wait.GetAwaiter().GetResult());

        internal override Task AsTask() => wait.AsTask();

        internal override void Leave(Task ended) => leave(((Task<T>)ended).Result);
    }
#pragma warning restore CA2012
}
