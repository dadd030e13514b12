"""What is the control graph, and where is it kept?"""
