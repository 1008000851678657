using AsyncRace.Analyzers.Tests.Engine;

namespace AsyncRace.Analyzers.Tests.Configuration;

/// <summary>What each option changes.</summary>
[Trait("Semantics", "Evidence")]
public sealed class OptionsTests
{
    private const string Evident = """
        public class Account
        {
            private int _balance;
            public async Task AddAsync(int amount) { int b = _balance; await Task.Delay(amount); {|ASYNCRACE001:_balance = b + amount|}; }
        }
        """;

    private const string Possible = """
        public class Cache
        {
            private object? _value;
            public async Task<object> GetAsync() { if (_value is null) { var v = await MakeAsync(); {|ASYNCRACE007 info:_value = v|}; } return _value; }
            private static Task<object> MakeAsync() => Task.Run(() => new object());
        }
        """;

    [Theory]
    [InlineData("")]
    [InlineData("asyncrace_confidence = medium")]
    [InlineData("asyncrace_confidence = unset")]
    public Task Confidence_Medium_LittleEvidenceIsInformation(string settings) =>
        EngineTest.VerifyAsync(ConfiguredOptions.ForAll(settings), "#nullable enable\n" + Evident + Possible);

    [Theory]
    [InlineData("asyncrace_confidence = high")]
    [InlineData("ASYNCRACE_CONFIDENCE = HIGH")]
    public Task Confidence_High_LittleEvidenceIsSilent(string settings) =>
        EngineTest.VerifyAsync(ConfiguredOptions.ForAll(settings), "#nullable enable\n" + Evident + Possible.Replace("{|ASYNCRACE007 info:_value = v|}", "_value = v", StringComparison.Ordinal));

    [Fact]
    public Task Confidence_Low_LittleEvidenceIsEnough() =>
        EngineTest.VerifyAsync(ConfiguredOptions.ForAll("asyncrace_confidence = low"), "#nullable enable\n" + Evident + Possible.Replace(" info", "", StringComparison.Ordinal));

    [Fact]
    public Task Confidence_OfEachFile_HoldsThere() => EngineTest.VerifyAsync(
        ConfiguredOptions.For(path => path == "1.cs" ? "asyncrace_confidence = high" : ""),
        "#nullable enable\n" + Possible,
        "#nullable enable\n" + Possible.Replace("Cache", "Other", StringComparison.Ordinal).Replace("{|ASYNCRACE007 info:_value = v|}", "_value = v", StringComparison.Ordinal));

    private const string Handler = """
        namespace Company.Web
        {
            public class OwnedAttribute : Attribute { }
            public interface IJob { }
            public abstract class RequestHandler<T> { }
            public static class Host { public class Session { } }
            /* attribute */ public class Handler /* bases */
            {
                private int _n;
                public async Task AddAsync() { int n = _n; await Task.Yield(); _n = n + 1; }
            }
        }
        """;

    [Theory]
    [InlineData("Company.Web.Handler", "", "")]
    [InlineData("Handler", "", "")]
    [InlineData("Company.Web.RequestHandler", "", ": RequestHandler<int>")]
    [InlineData("Web.IJob", "", ": IJob")]
    [InlineData("Other.Thing, Company.Web.OwnedAttribute,", "[Owned]", "")]
    [InlineData("Owned", "[Owned]", "")]
    [InlineData("Company.Web.Host.Session", "", ": Host.Session")]
    public Task ConfinedTypes_Named_AreSilent(string names, string attribute, string bases) => EngineTest.VerifyAsync(
        ConfiguredOptions.ForAll($"asyncrace_confined_types = {names}"),
        Handler.Replace("/* attribute */", attribute, StringComparison.Ordinal).Replace("/* bases */", bases, StringComparison.Ordinal));

    [Theory]
    [InlineData("Elsewhere.Web.Handler")]
    [InlineData("handler")]
    [InlineData("Company.Web")]
    [InlineData("Handlers")]
    public Task ConfinedTypes_OtherNames_ChangeNothing(string names) => EngineTest.VerifyAsync(
        ConfiguredOptions.ForAll($"asyncrace_confined_types = {names}"),
        Handler.Replace("_n = n + 1", "{|ASYNCRACE001:_n = n + 1|}", StringComparison.Ordinal));

    [Fact]
    public Task ConfinedTypes_StaticOfOne_IsSharedAllTheSame() => EngineTest.VerifyAsync(
        ConfiguredOptions.ForAll("asyncrace_confined_types = Handler"),
        Handler.Replace("private int _n", "private static int _n", StringComparison.Ordinal).Replace("_n = n + 1", "{|ASYNCRACE001:_n = n + 1|}", StringComparison.Ordinal));

    private const string Exclusive = """
        namespace Company
        {
            public interface IExclusive { Task Begin(); void Done(); }
            public class Turnstile : IExclusive
            {
                public Task Begin() => Task.Run(() => { });
                public Task<bool> TryBegin() => Task.Run(() => true);
                public void Done() { }
                public Task<IDisposable> Turn() => throw null!;
                public IDisposable TurnNow() => throw null!;
            }
            public static class Turn { public static Task Take() => Task.Run(() => { }); public static void Give() { } }
            public static class TurnExtensions { public static Task Grab(this object o) => Task.Run(() => { }); public static void Drop(this object o) { } }
            public class Counter
            {
                private int _n;
                private readonly Turnstile _turn = new();
                private readonly IExclusive _exclusive = new Turnstile();
                private readonly object _gate = new();
                public async Task AddAsync() { /* body */ }
            }
        }
        """;

    [Theory]
    [InlineData("Company.Turnstile:Begin/Done", "await _turn.Begin(); try { int n = _n; await Task.Yield(); _n = n + 1; } finally { _turn.Done(); }")]
    [InlineData("Turnstile : Begin / Done", "await _turn.Begin(); try { int n = _n; await Task.Yield(); _n = n + 1; } finally { _turn.Done(); }")]
    [InlineData("IExclusive:Begin/Done", "await _turn.Begin(); try { int n = _n; await Task.Yield(); _n = n + 1; } finally { _turn.Done(); }")]
    [InlineData("IExclusive:Begin/Done", "await _exclusive.Begin(); try { int n = _n; await Task.Yield(); _n = n + 1; } finally { _exclusive.Done(); }")]
    [InlineData("Turnstile:TryBegin/Done", "if (!await _turn.TryBegin()) return; try { int n = _n; await Task.Yield(); _n = n + 1; } finally { _turn.Done(); }")]
    [InlineData("Other:X/Y, Turnstile:Turn", "using (await _turn.Turn()) { int n = _n; await Task.Yield(); _n = n + 1; }")]
    [InlineData("Turnstile:TurnNow", "using (_turn.TurnNow()) { int n = _n; await Task.Yield(); _n = n + 1; }")]
    [InlineData("Company.Turn:Take/Give", "await Turn.Take(); int n = _n; await Task.Yield(); _n = n + 1; Turn.Give();")]
    [InlineData("TurnExtensions:Grab/Drop", "await _gate.Grab(); int n = _n; await Task.Yield(); _n = n + 1; _gate.Drop();")]
    public async Task LockTypes_Named_AreLocks(string names, string body)
    {
        string source = Exclusive.Replace("/* body */", body, StringComparison.Ordinal);
        await EngineTest.VerifyAsync(ConfiguredOptions.ForAll($"asyncrace_lock_types = {names}"), source);
        // Without the option, none of them is known.
        await EngineTest.VerifyAsync(source.Replace("_n = n + 1", "{|ASYNCRACE001:_n = n + 1|}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Turnstile:Begin/Done", "await _turn.Begin(); int n = _n; _turn.Done(); await Task.Yield(); {|ASYNCRACE001:_n = n + 1|};")]
    [InlineData("Company.Turn:Take/Give", "await Turn.Take(); int n = _n; Turn.Give(); await Task.Yield(); {|ASYNCRACE001:_n = n + 1|};")]
    [InlineData("Turnstile:TryBegin/Done", "await _turn.TryBegin(); int n = _n; _turn.Done(); await _turn.TryBegin(); {|ASYNCRACE001:_n = n + 1|}; _turn.Done();")]
    [InlineData("Turnstile:Begin/Done", "int n = _n; await _turn.Begin(); {|ASYNCRACE001:_n = n + 1|}; _turn.Done();")]
    public Task LockTypes_ReleasedInBetween_ProtectNothing(string names, string body) =>
        EngineTest.VerifyAsync(ConfiguredOptions.ForAll($"asyncrace_lock_types = {names}"), Exclusive.Replace("/* body */", body, StringComparison.Ordinal));
}
