using System.Threading.Tasks.Sources;

namespace AsyncRace.Threading;

public sealed partial class AsyncSemaphore
{
    private sealed class SemaphoreWaiter : Waiter, IValueTaskSource<Releaser>, IValueTaskSource<Attempt<Releaser>>
    {
        Releaser IValueTaskSource<Releaser>.GetResult(short token) => GetAttempt(token).Releaser;

        Attempt<Releaser> IValueTaskSource<Attempt<Releaser>>.GetResult(short token) => GetAttempt(token);

        ValueTaskSourceStatus IValueTaskSource<Releaser>.GetStatus(short token) => GetStatus(token);

        ValueTaskSourceStatus IValueTaskSource<Attempt<Releaser>>.GetStatus(short token) => GetStatus(token);

        void IValueTaskSource<Releaser>.OnCompleted(
            Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            OnCompleted(continuation, state, token, flags);

        void IValueTaskSource<Attempt<Releaser>>.OnCompleted(
            Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            OnCompleted(continuation, state, token, flags);

        protected override bool IsCounted => true;

        internal static SemaphoreWaiter Rent() => (SemaphoreWaiter?)Pool<Kind>.Rent() ?? new SemaphoreWaiter();

        protected override void ReturnToPool() => Pool<Kind>.Return(this);

        private readonly struct Kind;

        private Attempt<Releaser> GetAttempt(short token)
        {
            Attempt<Releaser> attempt = Consume(token) ? new(new Releaser((AsyncSemaphore)Target, Acquisition)) : default;
            Recycle();
            return attempt;
        }
    }
}
