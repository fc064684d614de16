using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Confluent.Kafka;
using HazmatTrack.Kafka.Native;

namespace HazmatTrack.Kafka.Consuming;

/// <summary>A batch in librdkafka's memory: spans over the fetch buffers, without copying.</summary>
internal sealed unsafe class NativeRecordBatch(Librdkafka library, int capacity) : RecordBatch
{
    private readonly nint[] _messages = GC.AllocateArray<nint>(capacity, pinned: true);
    private int _count;

    public override int Count => _count;

    public override LogRecord this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_count, nameof(index));
            var message = (NativeMessage*)_messages[index];
            int kind;
            return new()
            {
                Partition = message->Partition,
                Offset = message->Offset,
                Key = new((void*)message->Key, (int)message->KeyLength),
                HasKey = message->Key != 0,
                Value = new((void*)message->Payload, (int)message->Length),
                HasValue = message->Payload != 0,
                TimestampMs = library.MessageTimestamp(_messages[index], &kind),
            };
        }
    }

    /// <summary>Takes the records in the queue, for at most <paramref name="wait"/>. Rebalances are called back from within.</summary>
    /// <param name="queue">The consumer's queue.</param>
    /// <param name="wait">How long to collect records.</param>
    /// <param name="onError">Receives each error that came instead of a record.</param>
    /// <param name="watch">Receives the offset of each record.</param>
    public void Fill(nint queue, TimeSpan wait, Action<Error> onError, OffsetWatch watch)
    {
        var slots = (nint*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_messages));
        var got = (int)library.ConsumeBatchQueue(queue, (int)wait.TotalMilliseconds, slots, (nuint)_messages.Length);
        var kept = 0;
        for (var i = 0; i < got; i++)
        {
            var message = (NativeMessage*)slots[i];
            if (message->Error != 0)
            {
                onError(new((Confluent.Kafka.ErrorCode)message->Error, Marshal.PtrToStringUTF8(message->Payload, (int)message->Length)));
                library.MessageDestroy(slots[i]);
                continue;
            }

            watch.Read(message->Partition, message->Offset);
            slots[kept++] = slots[i];
        }

        _count = kept;
    }

    public override long? TimestampMs(int index)
    {
        int kind;
        var timestamp = library.MessageTimestamp(_messages[index], &kind);
        return kind == 0 || timestamp < 0 ? null : timestamp;
    }

    public override Headers? Headers(int index)
    {
        nint list;
        if (library.MessageHeaders(_messages[index], &list) != 0)
        {
            return null;
        }

        var headers = new Headers();
        byte* name;
        byte* value;
        nuint length;
        for (nuint i = 0; library.HeaderGetAll(list, i, &name, &value, &length) == 0; i++)
        {
            headers.Add(Marshal.PtrToStringUTF8((nint)name)!, value == null ? null : new Span<byte>(value, (int)length).ToArray());
        }

        return headers;
    }

    protected override void Release()
    {
        for (var i = 0; i < _count; i++)
        {
            library.MessageDestroy(_messages[i]);
        }

        _count = 0;
    }
}
