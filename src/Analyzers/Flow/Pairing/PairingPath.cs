using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Flow.Pairing;

/// <summary>
/// One way to a point of a body: what it holds, and the values that tell it from other ways. Paths that agree on both are one.
/// </summary>
internal sealed class PairingPath : IEquatable<PairingPath>
{
    private readonly ImmutableDictionary<LockKey, Hold> _locks;
    private readonly ImmutableDictionary<object, PathValue> _values;

    private PairingPath(ImmutableDictionary<LockKey, Hold> locks, ImmutableDictionary<object, PathValue> values, PathValue returned, Cause? cause, SyntaxNode? exit)
    {
        _locks = locks;
        _values = values;
        Returned = returned;
        Cause = cause;
        ReturnSyntax = exit;
    }

    internal static PairingPath Start { get; } = new(ImmutableDictionary<LockKey, Hold>.Empty, ImmutableDictionary<object, PathValue>.Empty, PathValue.Unknown, null, null);

    /// <summary>The exception that this path came by, if it came by one. Paths do not differ by it: the likeliest one is kept.</summary>
    internal Cause? Cause { get; }

    internal PathValue Returned { get; }

    internal SyntaxNode? ReturnSyntax { get; }

    internal IEnumerable<KeyValuePair<LockKey, Hold>> Locks => _locks;

    internal IEnumerable<KeyValuePair<object, PathValue>> Values => _values;

    /// <summary>The lock's part; null where the path has not come to it yet.</summary>
    internal Hold? Find(LockKey key) => _locks.TryGetValue(key, out var hold) ? hold : null;

    internal Hold HoldOf(LockKey key) => Find(key) ?? Hold.None;

    internal PathValue this[object variable] => _values.TryGetValue(variable, out var value) ? value : PathValue.Unknown;

    /// <summary>How the flags among these came out that the path has met.</summary>
    internal ImmutableDictionary<string, bool> Flags(Func<string, bool> isWanted)
    {
        var flags = ImmutableDictionary<string, bool>.Empty;
        foreach (var pair in _values)
        {
            if (pair is { Key: string name, Value: { Kind: PathValueKind.Constant, Value: bool value } } && isWanted(name))
                flags = flags.Add(name, value);
        }

        return flags;
    }

    internal PairingPath With(LockKey key, Hold hold) => new(_locks.SetItem(key, hold), _values, Returned, Cause, ReturnSyntax);

    internal PairingPath WithoutLock(LockKey key) => new(_locks.Remove(key), _values, Returned, Cause, ReturnSyntax);

    internal PairingPath With(object variable, PathValue value) =>
        new(_locks, value.IsUnknown ? _values.Remove(variable) : _values.SetItem(variable, value), Returned, Cause, ReturnSyntax);

    internal PairingPath WithoutValues(Func<object, PathValue, bool> drop)
    {
        var values = _values;
        foreach (var pair in _values)
        {
            if (drop(pair.Key, pair.Value))
                values = values.Remove(pair.Key);
        }

        return ReferenceEquals(values, _values) ? this : new(_locks, values, Returned, Cause, ReturnSyntax);
    }

    internal PairingPath After(Cause cause) => new(_locks, _values, Returned, cause, ReturnSyntax);

    internal PairingPath Returning(PathValue value, SyntaxNode syntax) => new(_locks, _values, value, Cause, syntax);

    public bool Equals(PairingPath? other) =>
        other is not null && _locks.Count == other._locks.Count && _values.Count == other._values.Count && Returned == other.Returned
        && _locks.All(pair => other._locks.TryGetValue(pair.Key, out var hold) && hold.Equals(pair.Value))
        && _values.All(pair => other._values.TryGetValue(pair.Key, out var value) && value == pair.Value);

    public override bool Equals(object? obj) => Equals(obj as PairingPath);

    public override int GetHashCode()
    {
        int hash = _locks.Count + (_values.Count * 31);
        foreach (var pair in _locks)
            hash ^= unchecked((pair.Key.Id.Name.Length * 397) + pair.Value.GetHashCode());
        return hash;
    }
}
