using AsyncRace.Tool.CommandLine;

return (int)await new AsyncRaceCommand(new Terminal()).RunAsync(args).ConfigureAwait(false);
