using System.Threading.Tasks.Sources;

namespace AsyncRace.Threading;

public partial class AsyncQueue<T>
{
    private sealed class GetWaiter : Waiter, IValueTaskSource<T>, IValueTaskSource<(bool HasItem, T? Item)>
    {
        internal T? Item;

        T IValueTaskSource<T>.GetResult(short token) => Get(token).Item!;

        (bool HasItem, T? Item) IValueTaskSource<(bool HasItem, T? Item)>.GetResult(short token) => Get(token);

        ValueTaskSourceStatus IValueTaskSource<T>.GetStatus(short token) => GetStatus(token);

        ValueTaskSourceStatus IValueTaskSource<(bool HasItem, T? Item)>.GetStatus(short token) => GetStatus(token);

        void IValueTaskSource<T>.OnCompleted(
            Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            OnCompleted(continuation, state, token, flags);

        void IValueTaskSource<(bool HasItem, T? Item)>.OnCompleted(
            Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            OnCompleted(continuation, state, token, flags);

        internal static GetWaiter Rent() => (GetWaiter?)Pool<Kind>.Rent() ?? new GetWaiter();

        protected override void ReturnToPool()
        {
            Item = default;
            Pool<Kind>.Return(this);
        }

        private readonly struct Kind;

        private (bool HasItem, T? Item) Get(short token)
        {
            bool granted = Consume(token);
            T? item = Item;
            Recycle();
            return (granted, item);
        }
    }

    private sealed class PutWaiter : Waiter
    {
        internal T? Item;

        /// <summary>Its item is in the queue by then, and perhaps out again.</summary>
        protected override bool CanPassOn => false;

        internal static PutWaiter Rent() => (PutWaiter?)Pool<Kind>.Rent() ?? new PutWaiter();

        protected override void ReturnToPool()
        {
            Item = default;
            Pool<Kind>.Return(this);
        }

        private readonly struct Kind;
    }

    private sealed class DebugView(AsyncQueue<T> queue)
    {
        /// <summary>The items, the next to come out first.</summary>
        public T[] Items => queue._items.ToArray();

        public long Unfinished => queue.Unfinished;

        public WaiterView[] Getters => WaiterView.Of(ref queue._state, ref queue._getters);

        public WaiterView[] Putters => WaiterView.Of(ref queue._state, ref queue._putters);
    }
}
