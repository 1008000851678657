namespace AsyncRace.Threading;

/// <summary>An <see cref="AsyncQueue{T}"/> of which the item that was put last comes out first.</summary>
/// <inheritdoc/>
/// <param name="maxSize">How many items it may hold before putters have to wait; 0 for any number.</param>
/// <param name="loop">If given, waits may suspend on this loop only: elsewhere they throw <see cref="InvalidOperationException"/>.</param>
public sealed class AsyncStack<T>(int maxSize = 0, AsyncLoop? loop = null) : AsyncQueue<T>(maxSize, loop, new StackStore<T>())
{
    private protected override string TypeName => nameof(AsyncStack<T>);
}
