using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;

namespace AsyncRace.Analyzers.Tests;

/// <summary>
/// Runs all rules over a source. Markup says what is expected: <c>{|ASYNCRACE001:_n = t + 1|}</c> at the catalogue's severity,
/// <c>{|ASYNCRACE007 info:_c = c|}</c> lowered to information. What the source uses all the time (usings) comes with it.
/// </summary>
internal static partial class RaceTest
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    internal static async Task VerifyAsync(string source, params DiagnosticResult[] expected)
    {
        var informations = new List<DiagnosticResult>();
        source = InformationMarkup().Replace(source, match =>
        {
            int key = 100 + informations.Count;
            informations.Add(new DiagnosticResult(match.Groups["id"].Value, DiagnosticSeverity.Info).WithLocation(key).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations));
            return $"{{|#{key}:";
        });
        var test = new CSharpAnalyzerTest<AsyncRaceAnalyzer, DefaultVerifier>
        {
            ReferenceAssemblies = ReferenceAssemblies.Net.Net100,
            TestState = { Sources = { source, ("Usings.cs", Usings) } },
        };
        test.ExpectedDiagnostics.AddRange(informations);
        test.ExpectedDiagnostics.AddRange(expected);
        await test.RunAsync();
    }

    [GeneratedRegex(@"\{\|(?<id>ASYNCRACE\d+) info:")]
    private static partial Regex InformationMarkup();

    /// <summary>Puts a member into a class that has the state, the locks, the services and the rival writers that the shapes talk of.</summary>
    internal static Task VerifyMemberAsync(string member) => VerifyAsync(Service.Replace("/* member */", member, StringComparison.Ordinal));

    private const string Service = """
        #nullable enable
        public sealed class Config { public string Region = ""; }
        public sealed class Order { public int Total; public int Number; }
        public sealed class RequestContext { public string? User; public int Id; public int Status; }
        public sealed class Link { public bool IsOpen { get; set; } public DateTime LastUsed { get; set; } public int Uses { get; set; } }
        public sealed class AsyncGate { public Task<IDisposable> LockAsync() => throw null!; }
        public interface ISubscriber { Task SendAsync(); }

        public class Service
        {
            private readonly object _gate = new();
            private readonly SemaphoreSlim _sem = new(1, 1);
            private readonly AsyncGate _mutex = new();
            private int _total, _balance, _seq, _done, _inFlight, _n, _running, _generation;
            private bool _busy, _loading, _disposed;
            private Config? _cfg;
            private object? _conn;
            private string _latest = "";
            private Link _link = new();
            private Task<Config>? _load;
            private List<string> _result = new();
            private List<int> _pending = new();
            private readonly Queue<int> _queue = new();
            private readonly List<ISubscriber> _subs = new();
            private readonly Dictionary<int, ISubscriber> _byId = new();
            private readonly List<string> _names = new();
            private readonly System.Collections.Concurrent.ConcurrentDictionary<int, object> _map = new();
            public bool IsLoading { get; set; }

            [System.Diagnostics.CodeAnalysis.SuppressMessage("Races", "ASYNCRACE005", Justification = "The others are right or wrong whatever their rival does.")] public void Interfere()
            {
                _total++; _balance++; _seq++; _done++; _n++; _cfg = new(); _conn = new(); _latest = "new"; _link = new() { Uses = 1 };
                _link.LastUsed = DateTime.Now; _result = new(); _pending.Add(1); _queue.Enqueue(1); _disposed = true; IsLoading = false;
            }

            private static async Task<T> After<T>(T value) { await Task.Yield(); return value; }
            private static Task<int> FetchAsync() => After(1);
            private static Task<string> FetchTextAsync() => After("");
            private static Task<Config> LoadAsync() => After(new Config());
            private static Task<object> ConnectAsync() => After(new object());
            private static Task<List<string>> SearchAsync(string text) => After(new List<string>());
            private static Task<DateTime> NowAsync() => After(DateTime.Now);
            private static Task<bool> PollAsync() => After(true);
            private static async Task SyncAsync() => await Task.Yield();
            private static async Task SendAsync(List<int> batch) => await Task.Yield();
            private static async Task RunAsync(int item) => await Task.Yield();
            private static Task RetryAsync(Func<Task> action) => action();
            private static void Show(object value) { }

            /* member */
        }
        """;
}
