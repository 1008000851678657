namespace AsyncRace.CodeFixes.Tests;

/// <summary>002: the check is made again behind the await.</summary>
public sealed class CheckAgainTests
{
    [Theory]
    [InlineData(
        """
        // Booked already.
                if (_seats.ContainsKey(seat))
                    return false;

                var number = await book(seat);
                Console.WriteLine(number);
                {|ASYNCRACE002:_seats.Add(seat, number)|};
                return true;
        """,
        """
        // Booked already.
                if (_seats.ContainsKey(seat))
                    return false;

                var number = await book(seat);
                if (_seats.ContainsKey(seat))
                    return false;
                Console.WriteLine(number);
                _seats.Add(seat, number);
                return true;
        """)]
    [InlineData(
        """
        if (_open)
                {
                    await book(seat);

                    // Closed behind the last one.
                    {|ASYNCRACE002:_open = false|};
                }

                return true;
        """,
        """
        if (_open)
                {
                    await book(seat);

                    if (_open)
                    {
                        // Closed behind the last one.
                        _open = false;
                    }
                }

                return true;
        """)]
    [InlineData(
        """
        if (_free == 0)
                {
                    throw new InvalidOperationException();
                }

                await book(seat);
                {|ASYNCRACE002:_free--|};
                return true;
        """,
        """
        if (_free == 0)
                {
                    throw new InvalidOperationException();
                }

                await book(seat);
                if (_free == 0)
                {
                    throw new InvalidOperationException();
                }
                _free--;
                return true;
        """)]
    public Task Check_IsMadeAgain(string body, string expected) => FixTest.FixesAsync(FixTest.CheckAgain, Room(body), Room(expected));

    [Theory]
    // What it looked up is declared there.
    [InlineData("if (_seats.TryGetValue(seat, out var old)) return old > 0; var number = await book(seat); {|ASYNCRACE002:_seats.Add(seat, number)|}; return true;")]
    // Its answer comes from somewhere else.
    [InlineData("if (IsFull(_free)) return false; await book(seat); {|ASYNCRACE002:_free--|}; return true;")]
    // There is no place between the await and the write.
    [InlineData("if (_seats.ContainsKey(seat)) return false; {|ASYNCRACE002:_seats.Add(seat, await book(seat))|}; return true;")]
    // A condition that is part of a choice is no statement.
    [InlineData("var full = _free == 0; await book(seat); if (!full) {|ASYNCRACE002:_free--|}; return true;")]
    // It may have changed what is checked itself.
    [InlineData("if (_free == 0) return false; if (seat.Length == 0) _free = 1; await book(seat); {|ASYNCRACE002:_free--|}; return true;")]
    // Who left there would leave open what has been begun.
    [InlineData("if (_free == 0) return false; var source = new CancellationTokenSource(); await book(seat); {|ASYNCRACE002:_free--|}; source.Dispose(); return true;")]
    [InlineData("if (_free == 0) return false; _inside++; await book(seat); {|ASYNCRACE002:_free--|}; _inside--; return true;")]
    [InlineData("if (_free == 0) return false; await {|ASYNCRACE202:_door.WaitAsync()|}; await book(seat); {|ASYNCRACE002:_free--|}; _door.Release(); return true;")]
    public Task CheckThatCannotBeRepeated_IsNotOffered(string body) => FixTest.OffersNoneAsync(FixTest.CheckAgain, Room(body));

    private static string Room(string body) => $$"""
        public class Room
        {
            private readonly Dictionary<string, int> _seats = new();
            private bool _open = true;
            private int _free = 40;
            private int _inside;
            private readonly SemaphoreSlim _door = new(2, 2);

            public void Reset()
            {
                _open = true;
                _free = 40;
            }

            public async Task<bool> EnrolAsync(string seat, Func<string, Task<int>> book)
            {
                {{body}}
            }

            private static bool IsFull(int free) => free == 0;
        }
        """;
}
