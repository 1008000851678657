using AsyncRace.Analyzers.Tests.Configuration;
using AsyncRace.Analyzers.Tests.Engine;

namespace AsyncRace.Analyzers.Tests.Races;

/// <summary>
/// What goes on from where its last call has left off has one caller at a time, and so has a step of connecting that only connecting takes. What is
/// found there with little to show is told by low confidence; what has more to show, as ever.
/// </summary>
[Trait("Semantics", "Evidence"), Trait("Semantics", "What low confidence adds")]
public sealed class OwnerByProtocolTests
{
    private const string Members = "int _left; object _buffer; public async Task NextAsync() { if (_left == 0) { await Task.Yield(); {0}; } }";

    private const string Fill = "_left = 8";

    private static async Task VerifyAsync(string type, string expected, string expectedWithLow)
    {
        await EngineTest.VerifyAsync(type.Replace("{0}", expected, StringComparison.Ordinal));
        await EngineTest.VerifyAsync(ConfiguredOptions.ForAll("asyncrace_confidence = low"), type.Replace("{0}", expectedWithLow, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("FrameReader")]
    [InlineData("PageWriter")]
    [InlineData("ReadBuffer")]
    [InlineData("RowEnumerator")]
    [InlineData("BinaryImporter")]
    [InlineData("BinaryExporter")]
    [InlineData("JsonParser")]
    [InlineData("Cursor")]
    public Task TypeThatGoesOnFromWhereItWas_IsLeftToLowConfidence(string name) =>
        VerifyAsync($"public class {name} {{ {Members} }}", Fill, $"{{|ASYNCRACE002 info:{Fill}|}}");

    [Theory]
    [InlineData("public class Session { " + Members + " }")]
    [InlineData("public class ReaderFactory { " + Members + " }")]
    [InlineData("public class Rewriters { " + Members + " }")]
    public Task TypeWithAnotherName_IsToldOf(string type) => VerifyAsync(type, $"{{|ASYNCRACE002 info:{Fill}|}}", $"{{|ASYNCRACE002:{Fill}|}}");

    [Theory]
    [InlineData("public class FrameReader { int _n; public async Task ReadAsync() { {|ASYNCRACE001 info:_n += await Task.Run(() => 1)|}; } }")]
    [InlineData("public class FrameReader { static int s_left; public async Task ReadAsync() { if (s_left == 0) { await Task.Yield(); {|ASYNCRACE002 info:s_left = 8|}; } } }")]
    [InlineData("public class FrameReader { int _left; readonly object _gate = new(); public async Task ReadAsync() { if (_left == 0) { await Task.Yield(); {|ASYNCRACE002 info:_left = 8|}; } } public void Reset() { lock (_gate) _left = 0; } }")]
    [InlineData("public class FrameReader { int _left; public Task AllAsync(int[] ids) => Task.WhenAll(ids.Select(id => ReadAsync(id))); async Task ReadAsync(int id) { if (_left == 0) { await Task.Yield(); {|ASYNCRACE002:_left = 8|}; } } }")]
    [InlineData("public class FrameReader { readonly Dictionary<int, int> _d = new(); public async Task ReadAsync() { if (!_d.ContainsKey(1)) { await Task.Yield(); {|ASYNCRACE002 info:_d.Add(1, 2)|}; } } }")]
    [InlineData("public class FrameReader { readonly int[] _left = new int[2]; readonly object _gate = new(); public async Task ReadAsync(int i) { if (_left[i] < 9) { await Task.Yield(); {|ASYNCRACE002 info:_left[i]++|}; } } public void Reset() { lock (_gate) _left[0] = 0; } }")]
    [InlineData("public class SettingsReader { object _settings; public async Task ReadAsync() { if (_settings == null) {|ASYNCRACE007 info:_settings = await Task.Run(() => new object())|}; } }")]
    public Task TypeThatGoesOnFromWhereItWas_WithMoreToShow_IsToldOf(string type) => EngineTest.VerifyAsync(type);

    [Theory]
    [InlineData("public async Task ConnectAsync() { await ShakeHandsAsync(); } private async Task ShakeHandsAsync() { var old = _socket; await Task.Yield(); {0}; }")]
    [InlineData("public async Task ConnectAsync() { await SecureAsync(); } private async Task SecureAsync() { await ShakeHandsAsync(); } private async Task ShakeHandsAsync() { var old = _socket; await Task.Yield(); {0}; }")]
    [InlineData("public async Task ConnectAsync() { await ShakeHandsAsync(); } public async Task ReconnectAsync() { await ShakeHandsAsync(); } private async Task ShakeHandsAsync() { var old = _socket; await Task.Yield(); {0}; }")]
    public Task StepOfConnecting_IsLeftToLowConfidence(string members) =>
        VerifyAsync("public class C { object _socket; static object Wrap(object o) => o; " + members + " }", "_socket = Wrap(old)", "{|ASYNCRACE001 info:_socket = Wrap(old)|}");

    [Theory]
    [InlineData("public async Task ConnectAsync() { var old = _socket; await Task.Yield(); {0}; }")]
    [InlineData("public async Task GetAsync() { await ShakeHandsAsync(); } private async Task ShakeHandsAsync() { var old = _socket; await Task.Yield(); {0}; }")]
    [InlineData("public async Task GetAsync() { await ConnectAsync(); } private async Task ConnectAsync() { var old = _socket; await Task.Yield(); {0}; }")]
    [InlineData("public async Task ConnectAsync() { await ShakeHandsAsync(); } public async Task GetAsync() { await ShakeHandsAsync(); } private async Task ShakeHandsAsync() { var old = _socket; await Task.Yield(); {0}; }")]
    [InlineData("public async Task ConnectAsync() { await ShakeHandsAsync(); } public void Use(object o) => _socket = o; private async Task ShakeHandsAsync() { var old = _socket; await Task.Yield(); {0}; }")]
    public Task StepThatOthersTakeToo_IsToldOf(string members) =>
        EngineTest.VerifyAsync("public class C { object _socket; static object Wrap(object o) => o; " + members.Replace("{0}", "{|ASYNCRACE001 info:_socket = Wrap(old)|}", StringComparison.Ordinal) + " }");

    [Fact]
    public Task StepOnWhatIsLockedElsewhere_IsToldOf() => EngineTest.VerifyAsync(
        "public class C { object _socket; static object Wrap(object o) => o; readonly object _gate = new(); public void Drop() { lock (_gate) _socket = null; } public async Task ConnectAsync() { await ShakeHandsAsync(); } private async Task ShakeHandsAsync() { var old = _socket; await Task.Yield(); {|ASYNCRACE001 info:_socket = Wrap(old)|}; } }");

    [Fact]
    public Task InitializationInAStepOfGetting_IsToldOf() => EngineTest.VerifyAsync(
        "public class C { object _map; public async Task GetAsync() { await InitializeAsync(); } private async Task InitializeAsync() { if (_map == null) {|ASYNCRACE007 info:_map = await Task.Run(() => new object())|}; } }");
}
