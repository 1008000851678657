namespace AsyncRace.Analyzers.Tests.Races;

/// <summary>The check is in one method and the write in another that it awaits: reported at the write, unless one of the two sees to it.</summary>
[Trait("Semantics", "A check here, the write there")]
public sealed class CheckInTheCallerTests
{
    private const string Frame = """
        #nullable enable
        public class Client
        {
            private object? _c;
            private bool _busy;
            private readonly SemaphoreSlim _gate = new(1, 1);
            private static async Task<object> MakeAsync() { await Task.Delay(1); return new object(); }
            /* members */
        }
        """;

    [Theory]
    [InlineData("public async Task UseAsync() { if (_c is null) await FillAsync(); } private async Task FillAsync() { {|ASYNCRACE007 info:_c = await MakeAsync()|}; }")]
    [InlineData("public async Task UseAsync() { if (_c is not null) return; await FillAsync().ConfigureAwait(false); } private async Task FillAsync() { {|ASYNCRACE007 info:_c = await MakeAsync()|}; }")]
    [InlineData("public async Task UseAsync() { if (_c is null) await FillAsync(); } private async Task FillAsync() { await _gate.WaitAsync(); try { {|ASYNCRACE007:_c = await MakeAsync()|}; } finally { _gate.Release(); } }")]
    [InlineData("private readonly object _sync = new(); private List<int> _all = new(); public async Task UseAsync() { bool any; lock (_sync) { any = _all.Count > 0; } if (any) await TakeAsync(); } private async Task TakeAsync() { await Task.Yield(); lock (_sync) { {|ASYNCRACE002:_all = new()|}; } }")]
    [InlineData("private readonly object _sync = new(); private List<int> _all = new(); public async Task UseAsync() { bool any; lock (_sync) { any = _all.Count > 0; } if (any) await TakeAsync(); } private async Task TakeAsync() { await Task.Yield(); lock (_sync) { _ = _all.ToString(); {|ASYNCRACE002:_all = new()|}; } }")]
    public Task WriteThatReliesOnTheCallersCheck(string members) => VerifyAsync(members);

    [Theory]
    [InlineData("public async Task UseAsync() { if (_c is null) await FillAsync(); } private async Task FillAsync() { await _gate.WaitAsync(); try { if (_c is not null) return; _c = await MakeAsync(); } finally { _gate.Release(); } }")]
    [InlineData("public async Task UseAsync() { await _gate.WaitAsync(); try { if (_c is null) await FillAsync(); } finally { _gate.Release(); } } private async Task FillAsync() { _c = await MakeAsync(); }")]
    [InlineData("public async Task UseAsync() { if (_c is null) await FillAsync(); } private async Task FillAsync() { if (_busy) return; _busy = true; try { _c = await MakeAsync(); } finally { _busy = false; } }")]
    [InlineData("public async Task UseAsync() { if (_c is null) await FillAsync(); } private async Task FillAsync() { _c = new object(); await Task.Delay(1); }")]
    [InlineData("public async Task UseAsync() { if (_busy) await FillAsync(); } private async Task FillAsync() { _c = await MakeAsync(); }")]
    [InlineData("private readonly object _sync = new(); private List<int> _all = new(); public async Task<int> UseAsync() { bool any; lock (_sync) { any = _all.Count > 0; } return any ? await TakeAsync() : 0; } private async Task<int> TakeAsync() { await Task.Yield(); List<int> taken; lock (_sync) { taken = _all; _all = new(); } return taken.Count; }")]
    public Task WriteThatSomeoneSeesTo(string members) => VerifyAsync(members);

    private static Task VerifyAsync(string members) => RaceTest.VerifyAsync(Frame.Replace("/* members */", members, StringComparison.Ordinal));
}
