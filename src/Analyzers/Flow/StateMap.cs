namespace AsyncRace.Analyzers.Flow;

/// <summary>
/// One part of an abstract state. States are copied at every branch and joined wherever something may throw, and mostly nothing has
/// changed in between: so copies share their entries until one of them is changed.
/// </summary>
internal struct StateMap<TKey, TValue>(IEqualityComparer<TKey> comparer)
    where TKey : notnull
    where TValue : class
{
    private static readonly Dictionary<TKey, TValue> s_empty = [];

    private Dictionary<TKey, TValue> _entries = s_empty;
    private bool _isShared = true;

    internal readonly int Count => _entries.Count;

    internal readonly IReadOnlyDictionary<TKey, TValue> Entries => _entries;

    internal readonly IReadOnlyCollection<TValue> Values => _entries.Values;

    /// <summary>Without a copy, for loops that are run very often.</summary>
    public readonly Dictionary<TKey, TValue>.Enumerator GetEnumerator() => _entries.GetEnumerator();

    /// <summary>A copy of the map, which shares its entries with this one until either is changed.</summary>
    internal StateMap<TKey, TValue> Share()
    {
        _isShared = true;
        return this;
    }

    internal readonly bool SharesEntriesWith(StateMap<TKey, TValue> other) => ReferenceEquals(_entries, other._entries);

    internal readonly TValue? Find(TKey key) => _entries.TryGetValue(key, out var value) ? value : null;

    /// <summary>Returns whether that changed anything. Null takes the entry out.</summary>
    internal bool Set(TKey key, TValue? value)
    {
        bool isKnown = _entries.TryGetValue(key, out var known);
        if (value is null ? !isKnown : isKnown && Equals(known, value))
            return false;
        Own();
        if (value is null)
            _entries.Remove(key);
        else
            _entries[key] = value;
        return true;
    }

    /// <summary>Puts in place of each value what the function makes of it; null takes the entry out. Returns whether that changed anything.</summary>
    internal bool Map(Func<TKey, TValue, TValue?> map)
    {
        List<KeyValuePair<TKey, TValue?>>? changes = null;
        foreach (var entry in _entries)
        {
            var mapped = map(entry.Key, entry.Value);
            if (!Equals(mapped, entry.Value))
                (changes ??= []).Add(new(entry.Key, mapped));
        }

        return Apply(changes);
    }

    /// <summary>Joins what another path knows into this. An entry that only one of the two has is joined with null.</summary>
    internal bool Join(StateMap<TKey, TValue> other, Func<TValue?, TValue?, TValue?> join)
    {
        if (SharesEntriesWith(other))
            return false;

        List<KeyValuePair<TKey, TValue?>>? changes = null;
        foreach (var entry in _entries)
        {
            other._entries.TryGetValue(entry.Key, out var theirs);
            if (ReferenceEquals(theirs, entry.Value))
                continue;
            var joined = join(entry.Value, theirs);
            if (!Equals(joined, entry.Value))
                (changes ??= []).Add(new(entry.Key, joined));
        }

        foreach (var entry in other._entries)
        {
            if (!_entries.ContainsKey(entry.Key) && join(null, entry.Value) is { } joined)
                (changes ??= []).Add(new(entry.Key, joined));
        }

        return Apply(changes);
    }

    private bool Apply(List<KeyValuePair<TKey, TValue?>>? changes)
    {
        if (changes is null)
            return false;
        Own();
        foreach (var change in changes)
        {
            if (change.Value is null)
                _entries.Remove(change.Key);
            else
                _entries[change.Key] = change.Value;
        }

        return true;
    }

    private void Own()
    {
        if (!_isShared)
            return;
        _entries = new Dictionary<TKey, TValue>(_entries, comparer);
        _isShared = false;
    }
}
