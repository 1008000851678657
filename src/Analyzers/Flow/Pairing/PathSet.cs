namespace AsyncRace.Analyzers.Flow.Pairing;

/// <summary>The ways to one point of a body, each once. There are never more than <see cref="Limit"/>: then those that hold the same are made one.</summary>
internal sealed class PathSet
{
    internal const int Limit = 40;

    private Dictionary<PairingPath, PairingPath> _paths = [];
    private readonly List<PairingPath> _order = [];
    private bool _withoutValues;

    internal IReadOnlyList<PairingPath> Paths => _order;

    /// <summary>Whether even then there are too many.</summary>
    internal bool IsOverfull { get; private set; }

    /// <summary>Returns whether that told anything new.</summary>
    internal bool Add(PairingPath path)
    {
        if (IsOverfull)
            return false;
        if (_withoutValues)
            path = path.WithoutValues(static (_, value) => !value.IsPending && value.Kind != PathValueKind.Releaser);
        if (_paths.TryGetValue(path, out var known))
        {
            if ((path.Cause?.Likelihood ?? 0) <= (known.Cause?.Likelihood ?? 0))
                return false;
            _paths[known] = path;
            _order[_order.IndexOf(known)] = path;
            return true;
        }

        _paths.Add(path, path);
        _order.Add(path);
        if (_order.Count > Limit)
            Merge();
        return true;
    }

    private void Merge()
    {
        if (_withoutValues)
        {
            IsOverfull = true;
            return;
        }

        _withoutValues = true;
        var paths = _order.ToArray();
        _paths = [];
        _order.Clear();
        foreach (var path in paths)
            Add(path);
    }
}
