using AsyncioChapter;
using AsyncRace.Threading;

if (args is not [var number])
{
    Console.WriteLine("The listings of the chapter on asyncio's synchronisation and of the notes that go with it, in C#. Run one by its number:");
    foreach (var listing in Listing.All)
        Console.WriteLine($"  dotnet run --project samples/AsyncioChapter -- {listing.Number,-7}  {listing.Title}");
    return 0;
}

if (Listing.All.FirstOrDefault(listing => listing.Number == number) is not { } chosen)
{
    Console.Error.WriteLine($"There is no listing {number} here. There are: {string.Join(", ", Listing.All.Select(static listing => listing.Number))}");
    return 2;
}

Console.WriteLine($"Listing {chosen.Number}: {chosen.Title}");
AsyncLoop.Run(() => chosen.RunAsync(Console.Out));
return 0;
