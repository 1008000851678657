namespace AsyncRace.CodeFixes.Tests;

/// <summary>003: an enumeration of a copy does not mind what happens to the collection.</summary>
public sealed class SnapshotTests
{
    [Theory]
    [InlineData("foreach (var member in {|ASYNCRACE003:_members|})", "foreach (var member in _members.ToArray())")]
    [InlineData("foreach (var member in {|ASYNCRACE003:this._members|}) // all", "foreach (var member in this._members.ToArray()) // all")]
    [InlineData("foreach (var member in {|ASYNCRACE003:_members.Where(m => m != null)|})", "foreach (var member in _members.ToArray().Where(m => m != null))")]
    [InlineData("foreach (var member in {|ASYNCRACE003:_members.Where(m => m != null).Skip(1)|})", "foreach (var member in _members.ToArray().Where(m => m != null).Skip(1))")]
    [InlineData("foreach (var member in {|ASYNCRACE003:_byName.Values|})", "foreach (var member in _byName.Values.ToArray())")]
    [InlineData("foreach (var (_, member) in {|ASYNCRACE003:_byName|})", "foreach (var (_, member) in _byName.ToArray())")]
    public Task Loop_OverACopy(string loop, string expected) => FixTest.FixesAsync(FixTest.Snapshot, Chat(loop), Chat(expected));

    [Fact]
    public Task WithoutLinq_AddsItsNamespace()
    {
        var test = FixTest.With(FixTest.Snapshot, Set("{|ASYNCRACE003:_members|}", ""), Set("_members.ToArray()", "using System.Linq;\n"));
        test.TestState.Sources[1] = ("/0/Usings.cs", Microsoft.CodeAnalysis.Text.SourceText.From("global using System; global using System.Threading.Tasks;"));
        test.FixedState.Sources[1] = test.TestState.Sources[1];
        return test.RunAsync();

        static string Set(string expression, string directive) => $$"""
            using System.Collections.Generic;
            {{directive}}
            public class Chat
            {
                private readonly HashSet<Func<string, Task>> _members = new();

                public void Join(Func<string, Task> member) => _members.Add(member);

                public async Task SendAsync(string text)
                {
                    foreach (var member in {{expression}})
                        await member(text);
                }
            }
            """;
    }

    [Fact]
    public Task LockStatementOfTheWriters_IsHeldForTheCopy() => FixTest.FixesAsync(
        FixTest.Snapshot,
        """
        public class Chat
        {
            private readonly object _gate = new();
            private readonly Dictionary<string, Func<string, Task>> _members = new();

            public void Join(string name, Func<string, Task> member)
            {
                lock (_gate)
                {
                    _members.Add(name, member);
                }
            }

            public async Task SendAsync(string text)
            {
                Console.WriteLine(text);

                // To everyone who is here.
                foreach (var member in {|ASYNCRACE003:_members.Values|})
                    await member(text);
            }

            public async Task PingAsync(bool really)
            {
                if (really)
                    foreach (var (name, member) in {|ASYNCRACE003:_members|})
                        await member(name);
            }
        }
        """,
        """
        public class Chat
        {
            private readonly object _gate = new();
            private readonly Dictionary<string, Func<string, Task>> _members = new();

            public void Join(string name, Func<string, Task> member)
            {
                lock (_gate)
                {
                    _members.Add(name, member);
                }
            }

            public async Task SendAsync(string text)
            {
                Console.WriteLine(text);

                Func<string, Task>[] values;
                lock (_gate)
                {
                    values = _members.Values.ToArray();
                }
                // To everyone who is here.
                foreach (var member in values)
                    await member(text);
            }

            public async Task PingAsync(bool really)
            {
                if (really)
                {
                    KeyValuePair<string, Func<string, Task>>[] members;
                    lock (_gate)
                    {
                        members = _members.ToArray();
                    }
                    foreach (var (name, member) in members)
                        await member(name);
                }
            }
        }
        """);

    [Fact]
    public Task SemaphoreOfTheWriters_IsHeldForTheCopy() => FixTest.FixesAsync(
        FixTest.Snapshot,
        """
        public class Chat
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            private readonly List<Func<string, Task>> _members = new();

            public async Task LeaveAsync(Func<string, Task> member)
            {
                await _gate.WaitAsync().ConfigureAwait(false);
                try
                {
                    _members.Remove(member);
                }
                finally
                {
                    _gate.Release();
                }
            }

            public async Task SendAsync(string text)
            {
                foreach (var member in {|ASYNCRACE003:_members|})
                    await member(text).ConfigureAwait(false);
            }
        }
        """,
        """
        public class Chat
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            private readonly List<Func<string, Task>> _members = new();

            public async Task LeaveAsync(Func<string, Task> member)
            {
                await _gate.WaitAsync().ConfigureAwait(false);
                try
                {
                    _members.Remove(member);
                }
                finally
                {
                    _gate.Release();
                }
            }

            public async Task SendAsync(string text)
            {
                Func<string, Task>[] members;
                await _gate.WaitAsync().ConfigureAwait(false);
                try
                {
                    members = _members.ToArray();
                }
                finally
                {
                    _gate.Release();
                }
                foreach (var member in members)
                    await member(text).ConfigureAwait(false);
            }
        }
        """);

    /// <summary>A copy keeps no element alive.</summary>
    [Theory]
    [InlineData("List<IAsyncDisposable>", "var member = _members[0]; _members.Remove(member);", "foreach (var member in {|ASYNCRACE003:_members|}) await Task.Delay(member.GetHashCode());")]
    [InlineData("Dictionary<string, IAsyncDisposable>", "if (!_members.Remove(\"\", out var member)) return;", "await Task.WhenAll({|ASYNCRACE003:_members.Values.Select(m => m.DisposeAsync().AsTask())|});")]
    public Task ElementsThatAreClosed_AreNotOffered(string type, string removal, string use) => FixTest.OffersNoneAsync(
        FixTest.Snapshot,
        $$"""
        public class Chat
        {
            private readonly {{type}} _members = new();

            public async Task DropAsync()
            {
                {{removal}}
                await member.DisposeAsync();
            }

            public async Task SendAsync()
            {
                {{use}}
            }
        }
        """);

    /// <summary>What is locked has no name that the loop could use.</summary>
    [Fact]
    public Task WritersThatLockTheCollection_AreNotOffered() => FixTest.OffersNoneAsync(
        FixTest.Snapshot,
        """
        public class Chat
        {
            private readonly List<Func<string, Task>> _members = new();

            public void Leave(Func<string, Task> member)
            {
                lock (this)
                {
                    _members.Remove(member);
                }
            }

            public async Task SendAsync(string text)
            {
                foreach (var member in {|ASYNCRACE003:_members|})
                    await member(text);
            }
        }
        """);

    private static string Chat(string loop) => $$"""
        public class Chat
        {
            private readonly List<Func<string, Task>> _members = new();
            private readonly Dictionary<string, Func<string, Task>> _byName = new();

            public void Leave(Func<string, Task> member) => _members.Remove(member);

            public void Join(string name, Func<string, Task> member) => _byName.Add(name, member);

            public async Task SendAsync(string text)
            {
                {{loop}}
                    await member(text);
            }
        }
        """;
}
