namespace AsyncRace.Analyzers.Tests.Engine;

/// <summary>
/// Bodies that do not suspend are only bound where they do something to what others mention. However a rival spells what it does, it is found; and
/// what only looks is no rival.
/// </summary>
public sealed class SyntaxGateTests
{
    private const string Frame = """
        #nullable enable
        public class Registry
        {
            private readonly List<int> _list = new();
            private List<int> Items { get; } = new();
            private int _n;
            private event Action? Changed;
            public async Task SendAsync() { foreach (int id in /* enumerated */) await Task.Delay(id + _n); Changed?.Invoke(); Touch(); }
            public async Task CountAsync() { int n = _n; await Task.Yield(); Console.WriteLine(n); }
            private void Touch() { }
            private static void Run(Action action) => action();
            /* rival */
        }
        """;

    [Theory]
    [InlineData("public void Rival() { _list.RemoveAt(0); }")]
    [InlineData("public void Rival() { this._list.RemoveAt(0); }")]
    [InlineData("public void Rival() { _list!.RemoveAt(0); }")]
    [InlineData("public void Rival() { (_list).RemoveAt(0); }")]
    [InlineData("public void Rival() { _list?.RemoveAt(0); }")]
    [InlineData("public bool Rival() => _list.Remove(1);")]
    [InlineData("public bool Rival() => _n > 0 && _list.Remove(1);")]
    [InlineData("public int Rival() { return _list.Remove(1) ? 1 : 0; }")]
    [InlineData("public void Rival() { var list = _list; list.RemoveAt(0); }")]
    [InlineData("public void Rival() { if (_list.Remove(1)) Console.WriteLine(); }")]
    [InlineData("public void Rival() { Run(() => _list.RemoveAt(0)); }")]
    [InlineData("public void Rival() { Take(); void Take() { _list.RemoveAt(0); } }")]
    [InlineData("public int Rival { set { _list.Remove(value); } }")]
    [InlineData("public void Rival() { Empty(); } private void Empty() { _list.RemoveAt(0); }")]
    public Task Rival_IsFoundHoweverItIsSpelled(string rival) =>
        RaceTest.VerifyAsync(Frame.Replace("/* enumerated */", "{|ASYNCRACE003:_list|}", StringComparison.Ordinal).Replace("/* rival */", rival, StringComparison.Ordinal));

    [Theory]
    [InlineData("public int Look() { return _list.Count + _n; }")]
    [InlineData("public bool Look() => _list.Contains(1) || _n > 3;")]
    [InlineData("public string Look() => $\"{_list.Count} of {_n}\";")]
    [InlineData("public bool Look() { if (_n > 0) return true; return !(_n is 3); }")]
    [InlineData("public Task Look() => SendAsync();")]
    public Task Look_IsNoRival(string member) =>
        RaceTest.VerifyAsync(Frame.Replace("/* enumerated */", "_list", StringComparison.Ordinal).Replace("/* rival */", member, StringComparison.Ordinal));

    /// <summary>Under which locks the others look tells what a lock guards: where there may be one, they are looked at.</summary>
    [Fact]
    public Task Look_CountsWhereThereAreLocks() => RaceTest.VerifyAsync("""
        public class Totals
        {
            private readonly object _gate = new();
            private int _sum;
            public async Task AddAsync(int n) { await Task.Yield(); lock (_gate) { _sum = _sum + n; } }
            public int Read() { lock (_gate) return _sum; }
            public void Reset() { {|ASYNCRACE005 info:_sum = 0|}; }
        }
        """);
}
