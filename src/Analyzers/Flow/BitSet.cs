namespace AsyncRace.Analyzers.Flow;

/// <summary>An immutable set of small integers. Bodies rarely have more than 64 reads, so the first word is kept without an array.</summary>
internal readonly struct BitSet : IEquatable<BitSet>
{
    private const int WordBits = 64;

    private readonly ulong _first;
    private readonly ulong[]? _rest;

    private BitSet(ulong first, ulong[]? rest)
    {
        _first = first;
        _rest = rest;
    }

    internal static BitSet Empty => default;

    internal bool IsEmpty => _first == 0 && _rest is null;

    internal bool Contains(int bit) => bit < WordBits
        ? (_first & (1UL << bit)) != 0
        : _rest is not null && (bit / WordBits) - 1 is var word && word < _rest.Length && (_rest[word] & (1UL << (bit % WordBits))) != 0;

    internal BitSet With(int bit)
    {
        if (bit < WordBits)
            return new BitSet(_first | (1UL << bit), _rest);

        int word = (bit / WordBits) - 1;
        var rest = new ulong[Math.Max(word + 1, _rest?.Length ?? 0)];
        _rest?.CopyTo(rest, 0);
        rest[word] |= 1UL << (bit % WordBits);
        return new BitSet(_first, rest);
    }

    internal BitSet Without(int bit) => Contains(bit) ? Except(Empty.With(bit)) : this;

    internal BitSet Union(BitSet other)
    {
        if (other._rest is null)
            return new BitSet(_first | other._first, _rest);
        if (_rest is null)
            return new BitSet(_first | other._first, other._rest);

        var (longer, shorter) = _rest.Length >= other._rest.Length ? (_rest, other._rest) : (other._rest, _rest);
        var rest = (ulong[])longer.Clone();
        for (int i = 0; i < shorter.Length; i++)
            rest[i] |= shorter[i];
        return new BitSet(_first | other._first, rest);
    }

    internal BitSet Intersect(BitSet other)
    {
        if (_rest is null || other._rest is null)
            return new BitSet(_first & other._first, null);

        var rest = new ulong[Math.Min(_rest.Length, other._rest.Length)];
        for (int i = 0; i < rest.Length; i++)
            rest[i] = _rest[i] & other._rest[i];
        return new BitSet(_first & other._first, Trim(rest));
    }

    internal BitSet Except(BitSet other)
    {
        if (_rest is null)
            return new BitSet(_first & ~other._first, null);

        var rest = (ulong[])_rest.Clone();
        for (int i = 0; i < Math.Min(rest.Length, other._rest?.Length ?? 0); i++)
            rest[i] &= ~other._rest![i];
        return new BitSet(_first & ~other._first, Trim(rest));
    }

    internal bool Overlaps(BitSet other) => !Intersect(other).IsEmpty;

    public Enumerator GetEnumerator() => new(this);

    public bool Equals(BitSet other)
    {
        if (_first != other._first || (_rest?.Length ?? 0) != (other._rest?.Length ?? 0))
            return false;
        for (int i = 0; i < (_rest?.Length ?? 0); i++)
        {
            if (_rest![i] != other._rest![i])
                return false;
        }

        return true;
    }

    public override bool Equals(object? obj) => obj is BitSet other && Equals(other);

    public override int GetHashCode()
    {
        ulong hash = _first;
        foreach (ulong word in _rest ?? [])
            hash = (hash * 31) + word;
        return hash.GetHashCode();
    }

    // Equal sets have equal arrays: no empty words at the end.
    private static ulong[]? Trim(ulong[] words)
    {
        int length = words.Length;
        while (length > 0 && words[length - 1] == 0)
            length--;
        if (length == 0)
            return null;
        Array.Resize(ref words, length);
        return words;
    }

    internal struct Enumerator(BitSet set)
    {
        private int _next;

        public int Current { get; private set; }

        public bool MoveNext()
        {
            int end = WordBits * (1 + (set._rest?.Length ?? 0));
            for (; _next < end; _next++)
            {
                // Whole empty words are skipped: most of a long set is empty.
                if (_next % WordBits == 0 && (_next == 0 ? set._first : set._rest![(_next / WordBits) - 1]) == 0)
                {
                    _next += WordBits - 1;
                    continue;
                }

                if (set.Contains(_next))
                {
                    Current = _next++;
                    return true;
                }
            }

            return false;
        }
    }
}
