using System.Collections.ObjectModel;

namespace AsyncRace.Analyzers.Tests.Engine;

/// <summary>
/// B7: which change breaks which enumeration. Each row is asked twice: of the running .NET, for it is the reason, and of the analyzer.
/// </summary>
[Trait("Semantics", "Collections in use")]
public sealed class CollectionTableTests
{
    private static readonly (string Type, string View, string Change, Func<bool> Throws)[] s_rows =
    [
        ("List<int>", "", "Add(9)", () => Breaks(new List<int> { 1, 2, 3 }, static c => c.Add(9))),
        ("List<int>", "", "Remove(1)", () => Breaks(new List<int> { 1, 2, 3 }, static c => c.Remove(1))),
        ("List<int>", "", "Clear()", () => Breaks(new List<int> { 1, 2, 3 }, static c => c.Clear())),
        ("List<int>", "", "[0] = 9", () => Breaks(new List<int> { 1, 2, 3 }, static c => c[0] = 9)),
        ("Collection<int>", "", "Add(9)", () => Breaks(new Collection<int> { 1, 2, 3 }, static c => c.Add(9))),
        ("Collection<int>", "", "[0] = 9", () => Breaks(new Collection<int> { 1, 2, 3 }, static c => c[0] = 9)),
        ("Queue<int>", "", "Enqueue(9)", () => Breaks(new Queue<int>([1, 2, 3]), static c => c.Enqueue(9))),
        ("Queue<int>", "", "Dequeue()", () => Breaks(new Queue<int>([1, 2, 3]), static c => c.Dequeue())),
        ("Stack<int>", "", "Push(9)", () => Breaks(new Stack<int>([1, 2, 3]), static c => c.Push(9))),
        ("Stack<int>", "", "Pop()", () => Breaks(new Stack<int>([1, 2, 3]), static c => c.Pop())),
        ("LinkedList<int>", "", "AddLast(9)", () => Breaks(new LinkedList<int>([1, 2, 3]), static c => c.AddLast(9))),
        ("LinkedList<int>", "", "RemoveFirst()", () => Breaks(new LinkedList<int>([1, 2, 3]), static c => c.RemoveFirst())),
        ("SortedSet<int>", "", "Add(9)", () => Breaks(new SortedSet<int> { 1, 2, 3 }, static c => c.Add(9))),
        ("SortedSet<int>", "", "Remove(1)", () => Breaks(new SortedSet<int> { 1, 2, 3 }, static c => c.Remove(1))),
        ("SortedDictionary<int, int>", "", "Add(9, 9)", () => Breaks(new SortedDictionary<int, int> { [1] = 1, [2] = 2 }, static c => c.Add(9, 9))),
        ("SortedDictionary<int, int>", "", "[1] = 9", () => Breaks(new SortedDictionary<int, int> { [1] = 1, [2] = 2 }, static c => c[1] = 9)),
        ("SortedList<int, int>", "", "Remove(1)", () => Breaks(new SortedList<int, int> { [1] = 1, [2] = 2 }, static c => c.Remove(1))),
        ("Dictionary<int, int>", "", "Add(9, 9)", () => Breaks(new Dictionary<int, int> { [1] = 1, [2] = 2 }, static c => c.Add(9, 9))),
        ("Dictionary<int, int>", "", "[9] = 9", () => Breaks(new Dictionary<int, int> { [1] = 1, [2] = 2 }, static c => c[9] = 9)),
        ("Dictionary<int, int>", "", "TryAdd(9, 9)", () => Breaks(new Dictionary<int, int> { [1] = 1, [2] = 2 }, static c => c.TryAdd(9, 9))),
        ("Dictionary<int, int>", "", "Remove(1)", () => Breaks(new Dictionary<int, int> { [1] = 1, [2] = 2 }, static c => c.Remove(1))),
        ("Dictionary<int, int>", "", "Clear()", () => Breaks(new Dictionary<int, int> { [1] = 1, [2] = 2 }, static c => c.Clear())),
        ("Dictionary<int, int>", ".Keys", "Add(9, 9)", () => BreaksView(new Dictionary<int, int> { [1] = 1, [2] = 2 }, static c => c.Keys, static c => c.Add(9, 9))),
        ("Dictionary<int, int>", ".Keys", "Remove(1)", () => BreaksView(new Dictionary<int, int> { [1] = 1, [2] = 2 }, static c => c.Keys, static c => c.Remove(1))),
        ("Dictionary<int, int>", ".Values", "Add(9, 9)", () => BreaksView(new Dictionary<int, int> { [1] = 1, [2] = 2 }, static c => c.Values, static c => c.Add(9, 9))),
        ("HashSet<int>", "", "Add(9)", () => Breaks(new HashSet<int> { 1, 2, 3 }, static c => c.Add(9))),
        ("HashSet<int>", "", "Remove(1)", () => Breaks(new HashSet<int> { 1, 2, 3 }, static c => c.Remove(1))),
        ("HashSet<int>", "", "Clear()", () => Breaks(new HashSet<int> { 1, 2, 3 }, static c => c.Clear())),
        ("int[]", "", "[0] = 9", () => Breaks(new int[] { 1, 2, 3 }, static c => c[0] = 9)),
        ("ConcurrentDictionary<int, int>", "", "TryAdd(9, 9)", () => Breaks(new System.Collections.Concurrent.ConcurrentDictionary<int, int> { [1] = 1, [2] = 2 }, static c => c.TryAdd(9, 9))),
        ("List<int>", ".Where(x => x > 0)", "Add(9)", () => BreaksView(new List<int> { 1, 2, 3 }, static c => c.Where(static x => x > 0), static c => c.Add(9))),
        ("List<int>", ".Select(x => x + 1)", "Remove(1)", () => BreaksView(new List<int> { 1, 2, 3 }, static c => c.Select(static x => x + 1), static c => c.Remove(1))),
        ("List<int>", ".AsEnumerable()", "Add(9)", () => BreaksView(new List<int> { 1, 2, 3 }, static c => c.AsEnumerable(), static c => c.Add(9))),
        ("List<int>", ".Distinct()", "Add(9)", () => BreaksView(new List<int> { 1, 2, 3 }, static c => c.Distinct(), static c => c.Add(9))),
        ("List<int>", ".Concat(new[] { 4 })", "Add(9)", () => BreaksView(new List<int> { 1, 2, 3 }, static c => c.Concat(new[] { 4 }), static c => c.Add(9))),
        ("int[]", ".Where(x => x > 0)", "[0] = 9", () => BreaksView(new int[] { 1, 2, 3 }, static c => c.Where(static x => x > 0), static c => c[0] = 9)),
        ("List<int>", ".AsReadOnly()", "Add(9)", () => BreaksView(new List<int> { 1, 2, 3 }, static c => c.AsReadOnly(), static c => c.Add(9))),
        ("List<int>", ".OrderBy(x => x)", "Add(9)", () => BreaksView(new List<int> { 1, 2, 3 }, static c => c.OrderBy(static x => x), static c => c.Add(9))),
        ("List<int>", ".AsEnumerable().Reverse()", "Add(9)", () => BreaksView(new List<int> { 1, 2, 3 }, static c => c.AsEnumerable().Reverse(), static c => c.Add(9))),
        ("List<int>", ".GroupBy(x => x)", "Add(9)", () => BreaksView(new List<int> { 1, 2, 3 }, static c => c.GroupBy(static x => x), static c => c.Add(9))),
        ("List<int>", ".ToArray()", "Add(9)", () => BreaksView(new List<int> { 1, 2, 3 }, static c => c.ToArray(), static c => c.Add(9))),
        ("List<int>", ".ToList()", "Add(9)", () => BreaksView(new List<int> { 1, 2, 3 }, static c => c.ToList(), static c => c.Add(9))),
    ];

    public static TheoryData<int> Rows()
    {
        var rows = new TheoryData<int>();
        for (int row = 0; row < s_rows.Length; row++)
            rows.Add(row);
        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Change_BreaksTheEnumeration_WhereItDoes(int row)
    {
        var (type, view, change, throws) = s_rows[row];
        bool breaks = throws();

        string made = type.EndsWith("[]", StringComparison.Ordinal) ? "new int[3]" : "new()";
        string enumerated = breaks ? $"{{|ASYNCRACE003:_all{view}|}}" : $"_all{view}";
        // The rival holds a lock, so that what only adds counts as well.
        await EngineTest.VerifyAsync(
            $$"""
            using System.Collections.ObjectModel;
            public sealed class Registry
            {
                private readonly object _gate = new();
                private readonly {{type}} _all = {{made}};
                public void Change() { lock (_gate) { _all{{(change[0] == '[' ? "" : ".")}}{{change}}; } }
                public async Task UseAsync() { foreach (var item in {{enumerated}}) { await Task.Yield(); Console.WriteLine(item); } }
            }
            """);
    }

    private static bool Breaks<T>(T collection, Action<T> change)
        where T : System.Collections.IEnumerable =>
        BreaksView(collection, static c => c, change);

    private static bool BreaksView<T>(T collection, Func<T, System.Collections.IEnumerable> view, Action<T> change)
    {
        var enumerator = view(collection).GetEnumerator();
        Assert.True(enumerator.MoveNext());
        change(collection);
        try
        {
            enumerator.MoveNext();
            return false;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }
}
