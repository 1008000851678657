namespace AsyncRace.CodeFixes.Tests;

/// <summary>003: the use of a collection and every change of it hold the same lock.</summary>
public sealed class GuardCollectionTests
{
    /// <summary>Listing 11.3; what becomes of it is listing 11.5, the lock in both places.</summary>
    [Fact]
    public Task Listing_11_03_TheLockInBothPlaces() => FixTest.GuardsAsync(
        """
        using System.IO;

        public interface ISocket
        {
            Task SendAsync(string message);

            void Close();
        }

        public sealed class Server(TextWriter output)
        {
            private readonly Dictionary<string, ISocket> _sockets = new();

            public Task RunAsync() => Task.WhenAll(MessageAllUsersAsync(), DisconnectAsync("Eric"));

            public async Task MessageAllUsersAsync()
            {
                output.WriteLine("Creating message tasks");
                await Task.WhenAll({|ASYNCRACE003:_sockets.Select(user => user.Value.SendAsync($"Hello {user.Key}"))|});
            }

            /// <summary>Forgets a user and closes his socket.</summary>
            public Task DisconnectAsync(string userName)
            {
                output.WriteLine($"{userName} disconnected!");
                if (_sockets.Remove(userName, out ISocket? socket))
                    socket.Close();
                return Task.CompletedTask;
            }
        }
        """,
        """
        using System.IO;
        using AsyncRace.Threading;

        public interface ISocket
        {
            Task SendAsync(string message);

            void Close();
        }

        public sealed class Server(TextWriter output)
        {
            private readonly Dictionary<string, ISocket> _sockets = new();
            private readonly AsyncLock _socketsLock = new();

            public Task RunAsync() => Task.WhenAll(MessageAllUsersAsync(), DisconnectAsync("Eric"));

            public async Task MessageAllUsersAsync()
            {
                output.WriteLine("Creating message tasks");
                using (await _socketsLock.LockAsync())
                {
                    await Task.WhenAll(_sockets.Select(user => user.Value.SendAsync($"Hello {user.Key}")));
                }
            }

            /// <summary>Forgets a user and closes his socket.</summary>
            public async Task DisconnectAsync(string userName)
            {
                output.WriteLine($"{userName} disconnected!");
                using (await _socketsLock.LockAsync())
                {
                    if (_sockets.Remove(userName, out ISocket? socket))
                        socket.Close();
                }
            }
        }
        """);

    [Fact]
    public Task Enumeration_TheLoopAndEveryChange() => FixTest.GuardsAsync(
        """
        public class Chat
        {
            private readonly List<Func<string, Task>> _members = new();

            public void Join(Func<string, Task> member) => _members.Add(member);

            public void Leave(Func<string, Task> member)
            {
                _members.Remove(member);
            }

            public async Task<int> SendAsync(string text)
            {
                var sent = 0;
                // To everyone who is here.
                foreach (var member in {|ASYNCRACE003:_members|})
                {
                    await member(text);
                    sent++;
                }

                return sent;
            }
        }
        """,
        """
        using AsyncRace.Threading;

        public class Chat
        {
            private readonly List<Func<string, Task>> _members = new();
            private readonly AsyncLock _membersLock = new();

            public void Join(Func<string, Task> member)
            {
                using (_membersLock.Lock())
                {
                    _members.Add(member);
                }
            }

            public void Leave(Func<string, Task> member)
            {
                using (_membersLock.Lock())
                {
                    _members.Remove(member);
                }
            }

            public async Task<int> SendAsync(string text)
            {
                var sent = 0;
                using (await _membersLock.LockAsync())
                {
                    // To everyone who is here.
                    foreach (var member in _members)
                    {
                        await member(text);
                        sent++;
                    }
                }

                return sent;
            }
        }
        """);

    [Fact]
    public Task LockThatTheWritersUse_IsTakenByTheLoopToo() => FixTest.GuardsWithSemaphoreAsync(
        """
        public class Chat
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            private readonly List<Func<string, Task>> _members = new();

            public async Task LeaveAsync(Func<string, Task> member)
            {
                await _gate.WaitAsync();
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
                    await member(text);
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
                await _gate.WaitAsync();
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
                await _gate.WaitAsync();
                try
                {
                    foreach (var member in _members)
                        await member(text);
                }
                finally
                {
                    _gate.Release();
                }
            }
        }
        """);

    [Fact]
    public Task TasksMadeFirstAndAwaitedLater_AreOneSection() => FixTest.GuardsAsync(
        Connections(
            """
                public async Task SendAsync()
                {
                    var sends = _clients.Values.Select(client => client.SendAsync()).ToList();
                    Console.WriteLine(sends.Count);
                    await Task.WhenAll({|ASYNCRACE003:sends|});
                    Console.WriteLine("sent");
                }
            """,
            """
                public void Drop(string name)
                {
                    var client = _clients[name];
                    client.Dispose();
                    _clients.Remove(name);
                }
            """),
        Connections(
            """
                public async Task SendAsync()
                {
                    using (await _clientsLock.LockAsync())
                    {
                        var sends = _clients.Values.Select(client => client.SendAsync()).ToList();
                        Console.WriteLine(sends.Count);
                        await Task.WhenAll(sends);
                    }
                    Console.WriteLine("sent");
                }
            """,
            """
                public void Drop(string name)
                {
                    using (_clientsLock.Lock())
                    {
                        var client = _clients[name];
                        client.Dispose();
                        _clients.Remove(name);
                    }
                }
            """,
            isFixed: true));

    [Fact]
    public Task ElementClosedBeforeItIsTakenOut_IsClosedInTheSection() => FixTest.GuardsAsync(
        Connections(
            """
                public async Task SendAsync() => await Task.WhenAll({|ASYNCRACE003:_clients.Values.Select(client => client.SendAsync())|});
            """,
            """
                public async Task DropAsync(string name)
                {
                    if (_clients.TryGetValue(name, out var client))
                    {
                        client.Dispose();
                        _clients.Remove(name);
                        await Task.Yield();
                    }
                }
            """),
        Connections(
            """
                public async Task SendAsync()
                {
                    using (await _clientsLock.LockAsync())
                    {
                        await Task.WhenAll(_clients.Values.Select(client => client.SendAsync()));
                    }
                }
            """,
            """
                public async Task DropAsync(string name)
                {
                    using (await _clientsLock.LockAsync())
                    {
                        if (_clients.TryGetValue(name, out var client))
                        {
                            client.Dispose();
                            _clients.Remove(name);
                            await Task.Yield();
                        }
                    }
                }
            """,
            isFixed: true));

    /// <summary>A consumer's code runs at each yield, with the lock held.</summary>
    [Fact]
    public Task LoopThatYields_IsNotOffered() => FixTest.OffersNoGuardAsync(
        """
        public class Chat
        {
            private readonly List<Func<Task<string>>> _members = new();

            public void Leave(Func<Task<string>> member) => _members.Remove(member);

            public async IAsyncEnumerable<string> AskAsync()
            {
                foreach (var member in {|ASYNCRACE003:_members|})
                    yield return await member();
            }
        }
        """);

    /// <summary>It would wait for itself.</summary>
    [Fact]
    public Task LoopThatCallsAChange_IsNotOffered() => FixTest.OffersNoGuardAsync(
        """
        public class Chat
        {
            private readonly List<Func<string, Task>> _members = new();

            public void Leave(Func<string, Task> member) => _members.Remove(member);

            public async Task SendAsync(string text)
            {
                foreach (var member in {|ASYNCRACE003:_members|})
                {
                    await member(text);
                    if (text.Length == 0)
                    {
                        Leave(member);
                        break;
                    }
                }
            }
        }
        """);

    private static string Connections(string send, string drop, bool isFixed = false) => $$"""
        {{(isFixed ? "using AsyncRace.Threading;\n\n" : "")}}public sealed class Client : IDisposable
        {
            public Task SendAsync() => Task.Delay(1);

            public void Dispose() => Console.WriteLine();
        }

        public class Server
        {
            private readonly Dictionary<string, Client> _clients = new();
        {{(isFixed ? "    private readonly AsyncLock _clientsLock = new();\n" : "")}}
        {{send}}

        {{drop}}
        }
        """;
}
