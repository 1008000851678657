using System.Reflection;
using System.Runtime.Loader;
using AsyncRace.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace AsyncRace.CodeFixes.Tests;

/// <summary>The proof of a repair is the program: a hundred tasks that lose counts before, and none after.</summary>
public sealed class RunItTests
{
    private const int Tasks = 100;

    private const string Buggy = """
        using System.Threading.Tasks;

        public class Counter
        {
            private int _count;

            public int Count => _count;

            public async Task IncrementAsync()
            {
                var before = _count;
                await Task.Yield();
                await Task.Delay(1);
                _count = before + 1;
            }

            public void Touch() => _count += 0;
        }
        """;

    private const string Server = """
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using System.Threading.Tasks;

        public class Server
        {
            private readonly Dictionary<string, Socket> _sockets;

            public Server() => _sockets = new() { ["Eric"] = new Socket(Log), ["John"] = new Socket(Log) };

            public List<string> Log { get; } = new();

            public async Task MessageAllUsersAsync()
            {
                await Task.WhenAll(_sockets.Select(user => user.Value.SendAsync($"Hello {user.Key}")));
            }

            public Task DisconnectAsync(string userName)
            {
                if (_sockets.Remove(userName, out var socket))
                    socket.Close();
                return Task.CompletedTask;
            }
        }

        public class Socket
        {
            private readonly List<string> _log;
            private bool _isClosed;

            public Socket(List<string> log) => _log = log;

            public async Task SendAsync(string message)
            {
                await Task.Yield();
                if (_isClosed) throw new IOException("Socket is closed!");
                _log.Add("Sending: " + message);
                await Task.Delay(10);
                _log.Add("Sent: " + message);
            }

            public void Close()
            {
                _isClosed = true;
                _log.Add("Closed");
            }
        }
        """;

    [Theory]
    [InlineData(FixTest.Guard, true)]
    [InlineData(FixTest.Guard, false)]
    public async Task Guard_NoCountIsLost(string key, bool companion)
    {
        var (before, after) = await CompileBothAsync(Buggy, key, companion);
        Assert.InRange(await CountAsync(before), 1, Tasks - 1);
        Assert.Equal(Tasks, await CountAsync(after));
    }

    [Fact]
    public async Task ReadAgain_NoCountIsLostOnOneThread()
    {
        var (before, after) = await CompileBothAsync(Buggy, FixTest.ReadAgain, companion: false);

        // Reading again leaves no await between the read and the write: on one thread nothing can come in between.
        Assert.InRange(await Task.Factory.StartNew(() => CountAsync(before), CancellationToken.None, TaskCreationOptions.None, OneAtATime).Unwrap(), 1, Tasks - 1);
        Assert.Equal(Tasks, await Task.Factory.StartNew(() => CountAsync(after), CancellationToken.None, TaskCreationOptions.None, OneAtATime).Unwrap());
    }

    /// <summary>Listing 11.3 fails, and its repair does what listing 11.5 does: everybody gets the message, and Eric leaves afterwards.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GuardedServer_SendsToAllBeforeOneLeaves(bool companion)
    {
        var (before, after) = await CompileBothAsync(Server, FixTest.Guard, companion);
        var failed = await Task.Factory.StartNew(() => ServeAsync(before), CancellationToken.None, TaskCreationOptions.None, OneAtATime).Unwrap();
        Assert.Equal("Socket is closed!", failed[^1]);

        var served = await Task.Factory.StartNew(() => ServeAsync(after), CancellationToken.None, TaskCreationOptions.None, OneAtATime).Unwrap();
        Assert.Equal(["Sending: Hello Eric", "Sending: Hello John", "Sent: Hello Eric", "Sent: Hello John", "Closed"], served.Take(2).Concat(served.Skip(2).Take(2).Order(StringComparer.Ordinal)).Concat(served.Skip(4)));
    }

    private static async Task<IReadOnlyList<string>> ServeAsync(Assembly program)
    {
        var type = program.GetType("Server")!;
        var server = Activator.CreateInstance(type)!;
        var log = (List<string>)type.GetProperty("Log")!.GetValue(server)!;
        var message = (Task)type.GetMethod("MessageAllUsersAsync")!.Invoke(server, null)!;
        var disconnect = (Task)type.GetMethod("DisconnectAsync")!.Invoke(server, ["Eric"])!;
        try
        {
            await Task.WhenAll(message, disconnect);
        }
        catch (IOException exception)
        {
            log.Add(exception.Message);
        }

        return log;
    }

    private static TaskScheduler OneAtATime { get; } = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;

    private static async Task<int> CountAsync(Assembly program)
    {
        var type = program.GetType("Counter")!;
        var counter = Activator.CreateInstance(type)!;
        var increment = type.GetMethod("IncrementAsync")!.CreateDelegate<Func<Task>>(counter);
        List<Task> running = [];
        for (var i = 0; i < Tasks; i++)
        {
            running.Add(increment());
        }

        type.GetMethod("Touch")!.Invoke(counter, null);
        await Task.WhenAll(running);
        return (int)type.GetProperty("Count")!.GetValue(counter)!;
    }

    private static async Task<(Assembly Before, Assembly After)> CompileBothAsync(string source, string key, bool companion)
    {
        using var workspace = new AdhocWorkspace();
        var references = await ReferenceAssemblies.Net.Net100.ResolveAsync(LanguageNames.CSharp, CancellationToken.None);
        var project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(),
            VersionStamp.Default,
            "Program",
            "Program",
            LanguageNames.CSharp,
            compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary),
            metadataReferences: companion ? references.Add(MetadataReference.CreateFromFile(typeof(AsyncRace.Threading.AsyncLock).Assembly.Location)) : references));
        var document = project.AddDocument("Counter.cs", source);

        var compilation = (await document.Project.GetCompilationAsync())!;
        var diagnostics = await compilation.WithAnalyzers([new AsyncRaceAnalyzer()]).GetAnalyzerDiagnosticsAsync();
        CodeAction? chosen = null;
        await new RaceCodeFixProvider().RegisterCodeFixesAsync(
            new CodeFixContext(document, Assert.Single(diagnostics), (action, _) => chosen = action.EquivalenceKey == key ? action : chosen, CancellationToken.None));
        var operation = Assert.IsType<ApplyChangesOperation>(Assert.Single(await chosen!.GetOperationsAsync(CancellationToken.None)));
        var repaired = (await operation.ChangedSolution.GetProject(document.Project.Id)!.GetCompilationAsync())!;
        return (Load(compilation), Load(repaired));
    }

    private static Assembly Load(Compilation compilation)
    {
        using var image = new MemoryStream();
        var emitted = compilation.Emit(image);
        Assert.True(emitted.Success, string.Join(Environment.NewLine, emitted.Diagnostics));
        image.Position = 0;
        return new AssemblyLoadContext(name: null, isCollectible: true).LoadFromStream(image);
    }
}
