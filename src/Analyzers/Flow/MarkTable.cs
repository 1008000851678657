using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Flow;

/// <summary>
/// Numbers a body's marks, so that sets of them are bit sets. A mark is a read token together with its age: fresh, or stale since a
/// certain suspension point.
/// </summary>
internal sealed class MarkTable
{
    private readonly List<ReadToken> _tokens = [];
    private readonly List<Suspension> _suspensions = [];
    private readonly List<Mark> _marks = [];
    private readonly Dictionary<(SyntaxNode, SharedLocation), ReadToken> _tokenOf = [];
    private readonly Dictionary<SyntaxNode, Suspension> _suspensionOf = [];
    private readonly Dictionary<(int Token, int Suspension), int> _markOf = [];

    internal Mark this[int mark] => _marks[mark];

    internal ReadToken Token(SyntaxNode syntax, SharedLocation location)
    {
        if (!_tokenOf.TryGetValue((syntax, location), out var token))
        {
            token = new ReadToken(_tokens.Count, location, syntax);
            _tokens.Add(token);
            _tokenOf.Add((syntax, location), token);
        }

        return token;
    }

    internal Suspension Suspension(SyntaxNode syntax)
    {
        if (!_suspensionOf.TryGetValue(syntax, out var suspension))
        {
            suspension = new Suspension(_suspensions.Count, syntax);
            _suspensions.Add(suspension);
            _suspensionOf.Add(syntax, suspension);
        }

        return suspension;
    }

    internal int Fresh(ReadToken token) => Number(token, suspension: null);

    /// <summary>
    /// Turns what is fresh stale. What some held lock covers stays fresh: whoever else wants to write has to wait for that lock.
    /// </summary>
    internal BitSet Suspend(BitSet marks, Suspension suspension, BitSet covered)
    {
        var aged = marks;
        foreach (int bit in marks)
        {
            var mark = _marks[bit];
            if (mark.Since is null && !covered.Contains(bit))
                aged = aged.Without(bit).With(Number(mark.Token, suspension));
        }

        return aged;
    }

    private int Number(ReadToken token, Suspension? suspension)
    {
        var key = (token.Id, suspension?.Id ?? -1);
        if (!_markOf.TryGetValue(key, out int number))
        {
            number = _marks.Count;
            _marks.Add(new Mark(token, suspension));
            _markOf.Add(key, number);
        }

        return number;
    }
}

/// <summary>A read token and its age: <see cref="Since"/> is null while it is fresh, else the suspension that made it stale.</summary>
internal sealed record Mark(ReadToken Token, Suspension? Since)
{
    internal bool IsStale => Since is not null;
}
