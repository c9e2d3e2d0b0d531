"""An assistant: speaks to `cliffhanger mcp` through the protocol's own Python client and tells what it was answered.

Usage: mcp_client.py BINARY < calls.json; the calls are a list of {"tool", "arguments"}. A string "$code" in the
arguments stands for the code of the last question. Prints {"server", "tools", "answers"} as JSON.
"""

import asyncio
import json
import os
import sys

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client


async def main() -> None:
    calls = json.load(sys.stdin)
    server = StdioServerParameters(command=sys.argv[1], args=["mcp"], env=dict(os.environ))
    async with stdio_client(server) as (read, write), ClientSession(read, write) as session:
        hello = await session.initialize()
        tools = (await session.list_tools()).tools
        answers, code = [], ""
        for call in calls:
            arguments = {key: code if value == "$code" else value for key, value in call["arguments"].items()}
            result = (await session.call_tool(call["tool"], arguments)).model_dump(by_alias=True, mode="json")
            content = result["structuredContent"]
            code = (content or {}).get("confirmation_needed", {}).get("confirm", code)
            answers.append({"error": bool(result.get("isError")), "content": content})
        hello = hello.model_dump(by_alias=True, mode="json")
        tools = [tool.model_dump(by_alias=True, mode="json") for tool in tools]
        print(json.dumps({"server": hello["serverInfo"]["name"], "tools": tools, "answers": answers}))


asyncio.run(main())
