namespace AsyncRace.Analyzers.Flow;

/// <summary>A dictionary that is made when the first entry comes. Of the many kinds of facts that are gathered of each body, most have none.</summary>
internal struct LazyDictionary<TKey, TValue>(IEqualityComparer<TKey>? comparer)
    where TKey : notnull
{
    private Dictionary<TKey, TValue>? _entries;

    internal readonly ICollection<TValue> Values => _entries is null ? Array.Empty<TValue>() : _entries.Values;

    internal TValue this[TKey key]
    {
        set => (_entries ??= new(comparer))[key] = value;
    }

    internal readonly bool TryGetValue(TKey key, out TValue value)
    {
        if (_entries is not null)
            return _entries.TryGetValue(key, out value);
        value = default!;
        return false;
    }
}
