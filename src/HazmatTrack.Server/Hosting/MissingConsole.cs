namespace HazmatTrack.Server.Hosting;

/// <summary>The content of <c>/</c> where the program was built without Node.js and so has no page: what is missing and how to get it.</summary>
internal static class MissingConsole
{
    /// <summary>HTML in UTF-8; links only to the program itself.</summary>
    public const string Html = """
        <!doctype html>
        <html lang="zh-CN">
        <head><meta charset="utf-8"><title>HazmatTrack</title><meta name="viewport" content="width=device-width, initial-scale=1">
        <style>body{font:16px/1.6 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem}code{background:#8882;padding:.1em .3em}</style></head>
        <body>
        <h1>HazmatTrack</h1>
        <p>服务正在运行，但没有网页：构建本程序时未找到 Node.js。请安装 <a href="https://nodejs.org/">Node.js</a> 20 或更高版本（含 npm），
        重新构建（<code>dotnet build -c Release</code>）并重启服务。接口不受影响：<a href="/openapi/v1.json">/openapi/v1.json</a>。</p>
        <div lang="en">
        <p>The server is running, but it has no page: Node.js was not found when the program was built. Install <a href="https://nodejs.org/">Node.js</a>
        20 or later (with npm), build again (<code>dotnet build -c Release</code>) and restart the server. The API is not affected:
        <a href="/openapi/v1.json">/openapi/v1.json</a>.</p>
        </div>
        </body>
        </html>
        """;
}
