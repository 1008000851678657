using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace AsyncRace.Threading;

public sealed partial class AsyncLock
{
    /// <summary>One queued acquisition.</summary>
    internal class LockWaiter : Waiter, IValueTaskSource<Releaser>, IValueTaskSource<Attempt<Releaser>>
    {
        /// <summary><see cref="Manual"/>, <see cref="Restored"/> or neither: goes into the state word when the lock is handed over.</summary>
        internal long Form;

        /// <summary>The version that was handed over, with the held bit; of a <see cref="ReturningWaiter"/>, the one it had before.</summary>
        internal long Grant;

        /// <summary>What getting the lock means for the wait.</summary>
        internal virtual Outcome OutcomeWhenHeld => Outcome.Granted;

        [MethodImpl(MethodImplOptions.AggressiveInlining)] // see Consume
        internal Releaser GetReleaser(short token) => GetAttempt(token).Releaser;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal Attempt<Releaser> GetAttempt(short token)
        {
            Attempt<Releaser> attempt = Consume(token) ? new(((AsyncLock)Target).NewReleaser(Grant)) : default;
            Recycle();
            return attempt;
        }

        Releaser IValueTaskSource<Releaser>.GetResult(short token) => GetReleaser(token);

        Attempt<Releaser> IValueTaskSource<Attempt<Releaser>>.GetResult(short token) => GetAttempt(token);

        ValueTaskSourceStatus IValueTaskSource<Releaser>.GetStatus(short token) => GetStatus(token);

        ValueTaskSourceStatus IValueTaskSource<Attempt<Releaser>>.GetStatus(short token) => GetStatus(token);

        void IValueTaskSource<Releaser>.OnCompleted(
            Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            OnCompleted(continuation, state, token, flags);

        void IValueTaskSource<Attempt<Releaser>>.OnCompleted(
            Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            OnCompleted(continuation, state, token, flags);

        protected override bool IsGrantedAlone => true;

        protected override bool IsCounted => true;

        internal static LockWaiter Rent() => (LockWaiter?)Pool<Kind>.Rent() ?? new LockWaiter();

        protected override void ReturnToPool() => Pool<Kind>.Return(this);

        private readonly struct Kind;
    }
}
