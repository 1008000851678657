namespace AsyncRace.Threading;

/// <summary>
/// An <see cref="AsyncQueue{T}"/> of which the item of the smallest priority comes out first; of equal ones the one that was put first.
/// </summary>
/// <inheritdoc cref="AsyncQueue{T}"/>
/// <example>
/// <code>
/// var work = new AsyncPriorityQueue&lt;string, int&gt;();
/// await work.PutAsync("sweep the floor", priority: 9);
/// await work.PutAsync("put out the fire", priority: 1);
/// (string what, int priority) = await work.GetAsync(); // put out the fire
/// </code>
/// </example>
/// <typeparam name="TElement">The type of what is put.</typeparam>
/// <typeparam name="TPriority">The type of the priorities.</typeparam>
/// <param name="maxSize">How many items it may hold before putters have to wait; 0 for any number.</param>
/// <param name="comparer">Compares priorities; must be quick and must not throw. If null, <see cref="Comparer{T}.Default"/>.</param>
/// <param name="loop">If given, waits may suspend on this loop only: elsewhere they throw <see cref="InvalidOperationException"/>.</param>
public sealed class AsyncPriorityQueue<TElement, TPriority>(int maxSize = 0, IComparer<TPriority>? comparer = null, AsyncLoop? loop = null)
    : AsyncQueue<(TElement Element, TPriority Priority)>(maxSize, loop, new HeapStore<TElement, TPriority>(comparer ?? Comparer<TPriority>.Default))
{
    /// <inheritdoc cref="AsyncQueue{T}.PutAsync"/>
    /// <param name="element">What to put.</param>
    /// <param name="priority">Its priority; the smallest comes out first.</param>
    /// <param name="cancellationToken">Ends the wait; then nothing is put.</param>
    public ValueTask PutAsync(TElement element, TPriority priority, CancellationToken cancellationToken = default) =>
        PutAsync((element, priority), cancellationToken);

    /// <inheritdoc cref="AsyncQueue{T}.TryPut"/>
    /// <param name="element">What to put.</param>
    /// <param name="priority">Its priority; the smallest comes out first.</param>
    public bool TryPut(TElement element, TPriority priority) => TryPut((element, priority));

    /// <inheritdoc cref="AsyncQueue{T}.PutNoWait"/>
    /// <param name="element">What to put.</param>
    /// <param name="priority">Its priority; the smallest comes out first.</param>
    public void PutNoWait(TElement element, TPriority priority) => PutNoWait((element, priority));

    private protected override string TypeName => nameof(AsyncPriorityQueue<TElement, TPriority>);
}
