namespace AsyncRace.Threading.Tests;

/// <summary>What is wrong with a <see cref="BrokenReaderWriterLock"/>.</summary>
internal enum ReaderWriterDefect
{
    None,

    /// <summary>A writer enters when a reader leaves, though others still read.</summary>
    WriterEntersWithReaders,

    /// <summary>What was granted to a waiter that was cancelled meanwhile is nobody's.</summary>
    GrantLostToCancellation,

    /// <summary>An upgrade leaves the lock and comes back as a writer.</summary>
    UpgradeLetsWritersBetween,
}

/// <summary>A simple reader/writer lock with one well-known mistake in it.</summary>
internal sealed class BrokenReaderWriterLock(ReaderWriterDefect defect) : IReaderWriterUnderStress
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Request> _queue = [];
    private int _readers;
    private bool _hasUpgradeable;
    private bool _hasWriter;

    public bool IsIdle => _readers == 0 && !_hasWriter && !_hasUpgradeable && _queue.Count == 0;

    public async ValueTask<IDisposable?> EnterAsync(AccessForm form, bool blocking, bool timed, CancellationToken token)
    {
        await QueueAsync(new Request(form, isUpgrade: false), token);
        return new Once(() => Leave(form));
    }

    public async ValueTask<IDisposable> UpgradeAsync(IDisposable reading, CancellationToken token)
    {
        if (defect == ReaderWriterDefect.UpgradeLetsWritersBetween)
        {
            token.ThrowIfCancellationRequested();
            Leave(AccessForm.Upgradeable);
            await QueueAsync(new Request(AccessForm.Write, isUpgrade: false), default);
            return new Once(() =>
            {
                lock (_gate)
                {
                    _hasWriter = false;
                    _hasUpgradeable = true;
                    Admit();
                }
            });
        }

        await QueueAsync(new Request(AccessForm.Write, isUpgrade: true), token);
        return new Once(() => Leave(AccessForm.Write));
    }

    private async Task QueueAsync(Request request, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        LinkedListNode<Request> node;
        lock (_gate)
        {
            node = request.IsUpgrade ? _queue.AddFirst(request) : _queue.AddLast(request);
            Admit();
        }

        await using (token.UnsafeRegister(_ => Cancel(node, token), null))
            await request.Source.Task;
    }

    private void Cancel(LinkedListNode<Request> node, CancellationToken token)
    {
        lock (_gate)
        {
            if (defect != ReaderWriterDefect.GrantLostToCancellation)
            {
                if (node.List is null)
                    return;
                _queue.Remove(node);
                Admit();
            }
        }

        node.Value.Source.TrySetCanceled(token);
    }

    private void Leave(AccessForm form)
    {
        lock (_gate)
        {
            if (form == AccessForm.Read)
                _readers--;
            else if (form == AccessForm.Write)
                _hasWriter = false;
            else
                _hasUpgradeable = false;
            Admit(readersMayStay: defect == ReaderWriterDefect.WriterEntersWithReaders && form == AccessForm.Read);
        }
    }

    private void Admit(bool readersMayStay = false)
    {
        while (_queue.First is { Value: var first } && CanEnter(first, readersMayStay))
        {
            _queue.RemoveFirst();
            if (first.Form == AccessForm.Read)
                _readers++;
            else if (first.Form == AccessForm.Write)
                _hasWriter = true;
            else
                _hasUpgradeable = true;
            first.Source.TrySetResult();
        }
    }

    private bool CanEnter(Request request, bool readersMayStay) => !_hasWriter && request.Form switch
    {
        AccessForm.Read => true,
        AccessForm.Write => (_readers == 0 || readersMayStay) && (request.IsUpgrade || !_hasUpgradeable),
        _ => !_hasUpgradeable,
    };

    private sealed class Request(AccessForm form, bool isUpgrade)
    {
        internal AccessForm Form => form;

        internal bool IsUpgrade => isUpgrade;

        internal TaskCompletionSource Source { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
