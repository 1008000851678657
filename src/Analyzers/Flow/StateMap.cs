namespace AsyncRace.Analyzers.Flow;

/// <summary>
/// One part of an abstract state. States are copied at every branch and joined wherever something may throw, and mostly nothing has
/// changed in between: so copies share their entries until one of them is changed.
/// </summary>
internal sealed class StateMap<TKey, TValue>
    where TKey : notnull
    where TValue : class
{
    private readonly IEqualityComparer<TKey> _comparer;
    private Dictionary<TKey, TValue> _entries;
    private bool _isShared;

    internal StateMap(IEqualityComparer<TKey> comparer)
        : this(comparer, new Dictionary<TKey, TValue>(comparer), isShared: false)
    {
    }

    private StateMap(IEqualityComparer<TKey> comparer, Dictionary<TKey, TValue> entries, bool isShared)
    {
        _comparer = comparer;
        _entries = entries;
        _isShared = isShared;
    }

    internal int Count => _entries.Count;

    internal IReadOnlyDictionary<TKey, TValue> Entries => _entries;

    internal IReadOnlyCollection<TValue> Values => _entries.Values;

    /// <summary>Without a copy, for loops that are run very often.</summary>
    public Dictionary<TKey, TValue>.Enumerator GetEnumerator() => _entries.GetEnumerator();

    internal StateMap<TKey, TValue> Clone()
    {
        _isShared = true;
        return new StateMap<TKey, TValue>(_comparer, _entries, isShared: true);
    }

    internal bool SharesEntriesWith(StateMap<TKey, TValue> other) => ReferenceEquals(_entries, other._entries);

    internal TValue? Find(TKey key) => _entries.TryGetValue(key, out var value) ? value : null;

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
        _entries = new Dictionary<TKey, TValue>(_entries, _comparer);
        _isShared = false;
    }
}
