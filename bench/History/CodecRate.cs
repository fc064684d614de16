using System.Diagnostics;
using HazmatTrack.Storage.History.Chunks;

namespace HazmatTrack.Bench.History;

/// <summary>The codec alone, on one thread, by CPU time: other work on the machine hardly shows.</summary>
internal static class CodecRate
{
    public static void Run()
    {
        const int Trucks = 400, Points = 2400;
        var fleet = new Fleet(Trucks, seed: 1);
        var tracks = Enumerable.Range(0, Trucks).Select(t => Enumerable.Range(0, Points).Select(_ => fleet.Next(t)).ToArray()).ToArray();
        foreach (var size in new[] { 60, 120, 240, 480 })
        {
            for (var repeat = 0; repeat < 3; repeat++)
            {
                var clock = Process.GetCurrentProcess().TotalProcessorTime;
                var chunks = tracks.SelectMany(t => t.Chunk(size)).Select(p => ChunkCodec.Encode(p)).ToArray();
                var encoding = Process.GetCurrentProcess().TotalProcessorTime - clock;
                clock = Process.GetCurrentProcess().TotalProcessorTime;
                foreach (var chunk in chunks)
                {
                    ChunkCodec.Decode(chunk);
                }

                var decoding = Process.GetCurrentProcess().TotalProcessorTime - clock;
                const double All = Trucks * (double)Points;
                Console.WriteLine(
                    $"{size,4} points a chunk: {chunks.Sum(c => (long)c.Length) / All:0.00} B/point, encode {All / encoding.TotalMicroseconds:0.0}, decode {All / decoding.TotalMicroseconds:0.0} M points per second of CPU");
            }
        }
    }
}
