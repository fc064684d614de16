using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace HazmatTrack.Kafka.Native;

/// <summary>
/// The functions of librdkafka that Confluent.Kafka does not offer, bound to the very library that it has loaded: the package contains several builds and
/// falls back from one to another, so a name alone would not find the right one.
/// </summary>
internal sealed unsafe class Librdkafka
{
    private static readonly Lazy<(Librdkafka? Library, string? WhyNot)> s_loaded = new(Load);

    private Librdkafka(nint library)
    {
        QueueGetConsumer = (delegate* unmanaged[Cdecl]<nint, nint>)NativeLibrary.GetExport(library, "rd_kafka_queue_get_consumer");
        QueueDestroy = (delegate* unmanaged[Cdecl]<nint, void>)NativeLibrary.GetExport(library, "rd_kafka_queue_destroy");
        ConsumeBatchQueue = (delegate* unmanaged[Cdecl]<nint, int, nint*, nuint, nint>)NativeLibrary.GetExport(library, "rd_kafka_consume_batch_queue");
        MessageDestroy = (delegate* unmanaged[Cdecl]<nint, void>)NativeLibrary.GetExport(library, "rd_kafka_message_destroy");
        MessageTimestamp = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int*, long>)NativeLibrary.GetExport(library, "rd_kafka_message_timestamp");
        MessageHeaders = (delegate* unmanaged[Cdecl]<nint, nint*, int>)NativeLibrary.GetExport(library, "rd_kafka_message_headers");
        HeaderGetAll = (delegate* unmanaged[Cdecl]<nint, nuint, byte**, byte**, nuint*, int>)NativeLibrary.GetExport(library, "rd_kafka_header_get_all");
        HandleMockCluster = (delegate* unmanaged[Cdecl]<nint, nint>)NativeLibrary.GetExport(library, "rd_kafka_handle_mock_cluster");
        MockClusterBootstraps = (delegate* unmanaged[Cdecl]<nint, byte*>)NativeLibrary.GetExport(library, "rd_kafka_mock_cluster_bootstraps");
        MockTopicCreate = (delegate* unmanaged[Cdecl]<nint, byte*, int, int, int>)NativeLibrary.GetExport(library, "rd_kafka_mock_topic_create");
        MockGroupInitialRebalanceDelay =
            (delegate* unmanaged[Cdecl]<nint, int, void>)NativeLibrary.GetExport(library, "rd_kafka_mock_group_initial_rebalance_delay_ms");
    }

    public readonly delegate* unmanaged[Cdecl]<nint, nint> QueueGetConsumer;
    public readonly delegate* unmanaged[Cdecl]<nint, void> QueueDestroy;
    public readonly delegate* unmanaged[Cdecl]<nint, int, nint*, nuint, nint> ConsumeBatchQueue;
    public readonly delegate* unmanaged[Cdecl]<nint, void> MessageDestroy;

    /// <summary>Reads a field: the call is too short to notify the garbage collector.</summary>
    public readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int*, long> MessageTimestamp;

    public readonly delegate* unmanaged[Cdecl]<nint, nint*, int> MessageHeaders;
    public readonly delegate* unmanaged[Cdecl]<nint, nuint, byte**, byte**, nuint*, int> HeaderGetAll;
    public readonly delegate* unmanaged[Cdecl]<nint, nint> HandleMockCluster;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*> MockClusterBootstraps;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, int, int, int> MockTopicCreate;
    public readonly delegate* unmanaged[Cdecl]<nint, int, void> MockGroupInitialRebalanceDelay;

    /// <summary>The library, or null with the reason why it cannot be accessed next to Confluent.Kafka.</summary>
    public static Librdkafka? TryLoad(out string? whyNot)
    {
        (var library, whyNot) = s_loaded.Value;
        return library;
    }

    /// <summary>The native handle of a client; 0 when this version of Confluent.Kafka stores it elsewhere.</summary>
    public static nint NativeHandle(IClient client)
    {
        var property = typeof(Handle).GetProperty("LibrdkafkaHandle", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public);
        return property?.GetValue(client.Handle) is SafeHandle { IsInvalid: false, IsClosed: false } handle ? handle.DangerousGetHandle() : 0;
    }

    private static (Librdkafka?, string?) Load()
    {
        try
        {
            // Reading the version makes Confluent.Kafka load its build.
            _ = Library.Version;
            using var process = Process.GetCurrentProcess();
            var file = process.Modules.Cast<ProcessModule>()
                .Select(m => m.FileName)
                .FirstOrDefault(f => Path.GetFileName(f).Contains("librdkafka", StringComparison.OrdinalIgnoreCase)
                    && !f.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) | OperatingSystem.IsWindows());
            return file is null
                ? (null, "no librdkafka is loaded in this process")
                : (new Librdkafka(NativeLibrary.Load(file)), null);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException or InvalidOperationException)
        {
            return (null, e.Message);
        }
    }
}
