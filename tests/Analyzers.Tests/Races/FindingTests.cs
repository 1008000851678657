using AsyncRace.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;

namespace AsyncRace.Analyzers.Tests.Races;

/// <summary>What a finding tells: a person in its message, an IDE in its locations, a tool in its properties.</summary>
[Trait("Semantics", "The promise")]
public sealed class FindingTests
{
    private const string Counter = """
        using System.Threading.Tasks;

        public class Counter
        {
            private int _count;

            public async Task IncrementAsync()
            {
                int seen = {|#1:_count|};
                {|#2:await Task.Delay(1)|};
                {|#0:_count = seen + 1|};
            }
        }
        """;

    [Fact]
    public Task StaleWrite_NamesTheReadTheAwaitAndTheOtherCall() => RaceTest.VerifyAsync(
        Counter,
        new DiagnosticResult("ASYNCRACE001", DiagnosticSeverity.Warning).WithLocation(0).WithLocation(1).WithLocation(2)
            .WithMessage("'_count' is written from a value read on line 9, before the await on line 10; another call of 'IncrementAsync' can change it in between and that change is lost"));

    [Fact]
    public Task StaleWrite_OfABatchThatIsEmptied_SaysSo() => RaceTest.VerifyAsync(
        """
        public class Sender
        {
            private readonly List<int> _batch = new();

            public void Add(int item) => {|#3:_batch.Add(item)|};

            public async Task FlushAsync(Func<List<int>, Task> send)
            {
                {|#2:await send({|#1:_batch|})|};
                {|#0:_batch.Clear()|};
            }
        }
        """,
        new DiagnosticResult("ASYNCRACE001", DiagnosticSeverity.Info).WithLocation(0).WithLocation(1).WithLocation(2).WithLocation(3)
            .WithMessage("'_batch' is emptied of what it held on line 9, before the await on line 9; 'Add' can add to it in between and that is lost"));

    [Fact]
    public Task StaleWrite_OfASlotThatIsCleared_SaysSo() => RaceTest.VerifyAsync(
        """
        public class Search
        {
            private volatile CancellationTokenSource _current;

            public async Task RunAsync(Func<CancellationToken, Task> find)
            {
                var own = new CancellationTokenSource();
                {|#1:_current = own|};
                try { {|#2:await find(own.Token)|}; }
                finally { {|#0:_current = null|}; }
            }

            public void Stop() => _current?.Cancel();
        }
        """,
        new DiagnosticResult("ASYNCRACE001", DiagnosticSeverity.Warning).WithLocation(0).WithLocation(1).WithLocation(2)
            .WithMessage("'_current' is cleared of what was put there on line 8, before the await on line 9; another call of 'RunAsync' can put something else there in between and that is lost ('_current' is volatile)"));

    [Fact]
    public Task StaleCheck_NamesTheCheckTheAwaitAndTheRival() => RaceTest.VerifyAsync(
        """
        public class Door
        {
            private bool _open;

            public async Task CloseAsync()
            {
                if (!{|#1:_open|}) return;
                {|#2:await Task.Delay(1)|};
                {|#0:_open = false|};
            }

            public void Toggle() => {|#3:_open = !_open|};
        }
        """,
        new DiagnosticResult("ASYNCRACE002", DiagnosticSeverity.Info).WithLocation(0).WithLocation(1).WithLocation(2).WithLocation(3)
            .WithMessage("'_open' is written because of a check on line 7, before the await on line 8; 'Toggle' can change it in between and the check no longer holds"));

    [Fact]
    public Task DuplicateInitialization_NamesTheTestTheAwaitAndTheOtherCall() => RaceTest.VerifyAsync(
        """
        public class Cache
        {
            private static System.IO.Stream s_value;

            public async Task<System.IO.Stream> GetAsync()
            {
                if ({|#1:s_value|} == null)
                    {|#0:s_value = {|#2:await Task.Run(() => new System.IO.MemoryStream())|}|};
                return s_value;
            }
        }
        """,
        new DiagnosticResult("ASYNCRACE007", DiagnosticSeverity.Warning).WithLocation(0).WithLocation(1).WithLocation(2)
            .WithMessage("'s_value' was found unset on line 7 and is initialized after the await on line 8; another call of 'GetAsync' can initialize it in between, and one of the two values is lost ('s_value' is static)"));

    [Fact]
    public async Task Properties_CarryTheSameFacts()
    {
        var seen = new Dictionary<string, string?>();
        var test = new CSharpAnalyzerTest<AsyncRaceAnalyzer, DefaultVerifier>
        {
            TestCode = Counter,
            DiagnosticVerifier = (diagnostic, _, _) =>
            {
                foreach (var (key, value) in diagnostic.Properties)
                    seen[key] = value;
            },
            ExpectedDiagnostics = { new DiagnosticResult("ASYNCRACE001", DiagnosticSeverity.Warning).WithLocation(0).WithLocation(1).WithLocation(2) },
        };
        await test.RunAsync();

        Assert.Equal(
            new Dictionary<string, string?>
            {
                [FindingProperties.Location] = "_count",
                [FindingProperties.Member] = "IncrementAsync",
                [FindingProperties.ReadLine] = "9",
                [FindingProperties.SuspensionLine] = "10",
                [FindingProperties.WriteLine] = "11",
                [FindingProperties.Rival] = "IncrementAsync",
                [FindingProperties.Roles] = "read,suspension",
                [FindingProperties.Shape] = RaceShape.Value,
            },
            seen);
    }
}
