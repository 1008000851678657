namespace AsyncRace.Threading;

/// <summary>
/// A value of which each event loop has its own, made when code on that loop first asks for it. For statics that hold something bound to a loop:
/// a static is initialized once for all loops, and often before there is any.
/// </summary>
/// <remarks>Thread-safe: each loop sees only its own value, and makes it only once. The value goes when the loop is closed; if it is disposable,
/// it is disposed then.</remarks>
/// <example>
/// <code>
/// private static readonly LoopLocal&lt;Session&gt; Sessions = new(() => new Session(AsyncLoop.Current!));
///
/// static Task SendAsync(string text) => Sessions.Value.SendAsync(text);
/// </code>
/// </example>
/// <typeparam name="T">The type of the value.</typeparam>
/// <param name="factory">Makes a loop's value, on that loop.</param>
public sealed class LoopLocal<T>(Func<T> factory)
{
    private readonly Func<T> _factory = factory ?? throw new ArgumentNullException(nameof(factory));

    /// <summary>The value of the loop that the caller runs on.</summary>
    /// <exception cref="InvalidOperationException">The caller does not run on an event loop.</exception>
    [LoopBound]
    public T Value
    {
        get
        {
            Dictionary<object, object?> values = ValuesOfCurrentLoop();
            if (values.TryGetValue(this, out object? value))
                return (T)value!;
            T made = _factory();
            values.Add(this, made);
            return made;
        }
    }

    /// <summary>Whether the loop that the caller runs on has its value yet.</summary>
    /// <exception cref="InvalidOperationException">The caller does not run on an event loop.</exception>
    public bool IsValueCreated => ValuesOfCurrentLoop().ContainsKey(this);

    private static Dictionary<object, object?> ValuesOfCurrentLoop() =>
        (AsyncLoop.Current ?? throw new InvalidOperationException(
            $"LoopLocal<{typeof(T).Name}> has one value per event loop, and no event loop is running on this thread. "
            + "Ask for the value inside AsyncLoop.Run, or bring the work onto a loop with InvokeAsync.")).Locals;
}
